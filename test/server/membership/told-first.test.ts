/** #40: whether a server may let someone in can rest on a join that it was not told of yet. */
import { setTimeout as after } from "node:timers/promises";
import { expect, it } from "vitest";
import { startPair } from "../support/pair.js";
import { handshakesOf, outcome } from "../support/remote.js";

const { hs, fake, alice } = await startPair();

it("#40 a server is told of a join before it is asked about the next one", async () => {
  const allowed = await alice.createRoom({ preset: "public_chat" });
  const member = `@member:${fake.name}`;
  const joined = await handshakesOf(fake).join({ roomId: allowed, userId: member, via: [hs.serverName] });
  expect(outcome(joined)).toBe("200");
  const order: string[] = [];
  fake.responders.push(async ({ segments, text }) => {
    if (segments.includes("send") && text.includes("@bob:")) {
      order.push("is told");
      await after(500);
      order.push("was told");
    }
    if (!segments.includes("make_join")) return undefined;
    order.push("is asked");
    return { status: 403, json: { errcode: "M_FORBIDDEN", error: "no" } };
  });
  const bob = await hs.user("bob");
  await bob.join(allowed);
  expect((await bob.join(`!restricted:${fake.name}`, fake.name)).status).toBe(403);
  expect(order).toEqual(["is told", "was told", "is asked"]);
});

it("#40 a server that does not take what it is told is asked all the same", async () => {
  const room = await alice.createRoom({ preset: "public_chat" });
  const member = `@member:${fake.name}`;
  await handshakesOf(fake).join({ roomId: room, userId: member, via: [hs.serverName] });
  let asked = false;
  fake.responders.push(({ segments }) => {
    if (segments.includes("send")) return { status: 503, json: { errcode: "M_UNKNOWN", error: "busy" } };
    if (!segments.includes("make_join")) return undefined;
    asked = true;
    return { status: 403, json: { errcode: "M_FORBIDDEN", error: "no" } };
  });
  const carol = await hs.user("carol");
  await carol.join(room);
  expect((await carol.join(`!restricted:${fake.name}`, fake.name)).status).toBe(403);
  expect(asked).toBe(true);
});
