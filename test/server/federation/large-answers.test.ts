/** O8: values of large answers are held as long as the work that asked for them goes on. */
import { setImmediate as turn } from "node:timers/promises";
import { expect, it } from "vitest";
import { holdingIfGood, usingAnswers } from "../../../server/federation/transport/held-answers.js";
import { LargeAnswers } from "../../../server/federation/transport/large-answers.js";
import { type FederationResult, failed } from "../../../server/federation/transport/transport.js";

it("values are held until the work ends that asked for them, however it ends", async () => {
  const large = new LargeAnswers(1);
  const order: string[] = [];
  const ask = async (isGood: boolean): Promise<FederationResult<string>> => {
    const arriving = large.begin("a");
    await arriving.roomFor(100_000, () => {});
    arriving.settle(100_000);
    return isGood ? { ok: true, value: "" } : failed("malformed", "");
  };
  const work = (name: string, isGood = true): Promise<void> =>
    usingAnswers(async () => {
      await holdingIfGood(() => ask(isGood));
      order.push(`${name} begins`);
      await turn();
      // It does not wait for itself.
      await holdingIfGood(() => ask(isGood));
      order.push(`${name} ends`);
      throw new Error(name);
    });
  const works = await Promise.allSettled([work("a"), work("b")]);
  expect(works.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(order).toEqual(["a begins", "a ends", "b begins", "b ends"]);
  order.length = 0;
  await Promise.allSettled([work("a", false), work("b", false)]);
  expect(order).toEqual(["a begins", "b begins", "a ends", "b ends"]);
});

it("a part of some work that outlives it holds what it asks for by itself", async () => {
  const large = new LargeAnswers(1);
  let goOn = (): void => {};
  const end = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const part = await usingAnswers(async () => ({
    rest: (async () => {
      await turn();
      await usingAnswers(async () => {
        const arriving = large.begin("a");
        await arriving.roomFor(100_000, () => {});
        arriving.settle(100_000);
        await end;
      });
    })(),
  }));
  await turn();
  await turn();
  let hasBegun = false;
  const other = large.begin("b");
  const waiting = other
    .roomFor(100_000, () => {})
    .then(() => {
      hasBegun = true;
    });
  await turn();
  expect(hasBegun).toBe(false);
  goOn();
  await Promise.all([part.rest, waiting]);
});
