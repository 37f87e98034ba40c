/** O8: values of large answers are held as long as the work that asked for them goes on. */
import { setImmediate as turn } from "node:timers/promises";
import type { JsonValue } from "@knockgen/auth";
import { expect, it } from "vitest";
import { createFederationClient } from "../../../server/federation/calls/client.js";
import {
  holdingIfAny,
  holdingIfGood,
  usingAnswers,
} from "../../../server/federation/transport/held-answers.js";
import { LargeAnswers } from "../../../server/federation/transport/large-answers.js";
import { type FederationResult, failed } from "../../../server/federation/transport/transport.js";
import { fetchState } from "../../../server/history/given-state.js";
import { EventCache } from "../../../server/room/event-cache.js";

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

it.each([
  ["nothing", undefined, ["a", "b", "a ends"]],
  ["something", "", ["a", "a ends", "b"]],
] as const)("a good answer that leads to %s", async (_, found, expected) => {
  const large = new LargeAnswers(1);
  const order: string[] = [];
  const ask = (name: string): Promise<FederationResult<string>> =>
    holdingIfGood(async () => {
      const arriving = large.begin(name);
      await arriving.roomFor(100_000, () => {});
      arriving.settle(100_000);
      order.push(name);
      return { ok: true, value: "" };
    });
  const first = usingAnswers(async () => {
    await holdingIfAny(async () => {
      await ask("a");
      return found;
    });
    await turn();
    await turn();
    order.push("a ends");
  });
  await Promise.all([first, usingAnswers(() => ask("b"))]);
  expect(order).toEqual(expected);
});

it("a state by its IDs that is of no use is not held while the whole one is asked for", async () => {
  const large = new LargeAnswers(1);
  const order: string[] = [];
  const request = async (): Promise<FederationResult<JsonValue>> => {
    const arriving = large.begin("a");
    await arriving.roomFor(100_000, () => {});
    order.push("a");
    arriving.settle(100_000);
    return { ok: true, value: { pdu_ids: [], auth_chain_ids: [], pdus: [], auth_chain: [] } };
  };
  const writer = { events: new EventCache({ events: async () => [] }) };
  const context = { federation: createFederationClient({ request }), writer };
  const question = {
    room: { roomId: "!r:a", version: "10" },
    event: { eventId: "$e" },
    server: "a",
  } as const;
  const first = usingAnswers(async () => {
    expect((await fetchState(context, question))?.ids).toEqual([]);
    await turn();
    order.push("a ends");
  });
  const other = large.begin("b");
  await other.roomFor(100_000, () => {});
  order.push("b");
  other.drop();
  await first;
  // Between the two answers, another has its turn.
  expect(order).toEqual(["a", "b", "a", "a ends"]);
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
