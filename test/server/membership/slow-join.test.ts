/** A join through a server that does not answer holds up nothing but what follows it. */
import type { JsonObject } from "@knockgen/auth";
import { afterAll, expect, it } from "vitest";
import { FakeRoom } from "../support/fake-room.js";
import { startFakeServer } from "../support/fake-server.js";
import { Guest } from "../support/guest.js";
import { startPair } from "../support/pair.js";
import { outcome } from "../support/remote.js";
import { testAuthority } from "../support/tls.js";

const { hs, fake, alice } = await startPair();
const other = await startFakeServer({ authority: testAuthority(), host: "localhost" });
afterAll(() => other.close());

/** A room whose join is answered when a test says so. */
function slowRoom(): { readonly room: FakeRoom; readonly answer: () => void } {
  const room = new FakeRoom(fake, { join_rule: "public" });
  const usual = fake.responders.at(-1);
  let answer = (): void => {};
  const told = new Promise<void>((resolve) => {
    answer = resolve;
  });
  fake.responders.push(async (request) => {
    if (request.segments[3] !== "send_join" || request.segments[4] !== room.id) return undefined;
    const reply = await usual?.(request);
    await told;
    return reply;
  });
  return { room, answer };
}

const isAsked = (room: FakeRoom) => (): boolean =>
  fake.requests.some(({ segments }) => segments[3] === "send_join" && segments[4] === room.id);

it("of what another server sends, the other rooms' events do not wait", async () => {
  const bob = await hs.user("bob");
  const mine = await alice.createRoom({ preset: "public_chat", room_version: "10" });
  const guest = await Guest.enter(other, hs.serverName, mine, "10");
  const { room, answer } = slowRoom();
  const joining = bob.join(room.id, fake.name);
  await fake.until(isAsked(room));
  const leaving = guest.make("m.room.member", { membership: "leave" }, { state_key: guest.user });
  const pdus: readonly JsonObject[] = [{ room_id: room.id, type: "x" }, leaving];
  const order: string[] = [];
  const sent = other
    .request({
      destination: hs.serverName,
      method: "PUT",
      uri: "/_matrix/federation/v1/send/slow",
      content: { origin: other.name, origin_server_ts: Date.now(), pdus },
    })
    .finally(() => order.push("answered"));
  await alice.see(mine, guest.user, "leave");
  order.push("taken");
  answer();
  expect((await joining).status).toBe(200);
  const result = await sent;
  expect([outcome(result), order]).toEqual(["200", ["taken", "answered"]]);
  expect(result.ok && JSON.stringify(result.value)).toContain(guest.name(leaving));
});

it("others' leaves do not wait", async () => {
  const [bob, carol] = [await hs.user("patient"), await hs.user("carol")];
  const { room, answer } = slowRoom();
  const joining = bob.join(room.id, fake.name);
  await fake.until(isAsked(room));
  const order: string[] = [];
  const ofBob = bob.act(room.id, "leave").finally(() => order.push("bob"));
  expect((await carol.act(room.id, "leave")).status).toBe(403);
  order.push("carol");
  answer();
  expect((await joining).status).toBe(200);
  await ofBob;
  expect(order).toEqual(["carol", "bob"]);
});
