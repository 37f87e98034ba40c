/** O33: text that no event can hold is the client's error, wherever it comes in and wherever the room is. */
import { expect, it } from "vitest";
import { FakeRoom } from "../support/fake-room.js";
import { startPair } from "../support/pair.js";

const { hs, fake, alice } = await startPair();
const bob = await hs.user("bob");
const HALF = "half of a pair: \ud800";
const room = await alice.createRoom({ preset: "public_chat" });
const at = (path: string): string => `/rooms/${encodeURIComponent(room)}/${path}`;
const refused = (answer: { status: number; body: { errcode?: string } }) => [
  answer.status,
  answer.body.errcode,
];

it.each([
  ["a message", () => alice.put(at("send/m.room.message/half"), { msgtype: "m.text", body: HALF })],
  ["a state event", () => alice.put(at("state/m.room.name/"), { name: HALF })],
  ["a key", () => alice.put(at("state/m.room.name/"), { name: "x", [HALF]: 1 })],
  ["a reason", () => alice.act(room, "invite", bob.userId, HALF)],
  ["the name of a new room", () => alice.post("/createRoom", { name: HALF })],
  [
    "the first state of a new room",
    () => alice.post("/createRoom", { initial_state: [{ type: "a.b", content: { c: HALF } }] }),
  ],
  ["what the create event says", () => alice.post("/createRoom", { creation_content: { a: HALF } })],
  [
    "a search of another server's rooms",
    () => alice.post(`/publicRooms?server=${fake.name}`, { filter: { generic_search_term: HALF } }),
  ],
  [
    "a query for another server's keys",
    () => alice.post("/keys/query", { device_keys: { [`@u:${fake.name}`]: [HALF] } }),
  ],
  [
    "a claim of another server's keys",
    () =>
      alice.post("/keys/claim", { one_time_keys: { [`@u:${fake.name}`]: { [HALF]: "signed_curve25519" } } }),
  ],
  [
    "a device's ID",
    () => alice.post("/register", { username: "half1", device_id: HALF, auth: { type: "m.login.dummy" } }),
  ],
  [
    "the name of a new device",
    () =>
      alice.post("/register", {
        username: "half2",
        initial_device_display_name: HALF,
        auth: { type: "m.login.dummy" },
      }),
  ],
  [
    "a new name of a device",
    async () => {
      const { device_id } = await alice.ok("GET", "/account/whoami");
      return alice.put(`/devices/${device_id}`, { display_name: HALF });
    },
  ],
  ["a knock elsewhere", () => bob.knock(new FakeRoom(fake, { join_rule: "knock" }).id, fake.name, HALF)],
])("O33 half a surrogate pair in %s is 400", async (_, act) => {
  expect(refused(await act())).toEqual([400, "M_BAD_JSON"]);
});

it.each([
  ["here", () => alice.act(room, "invite", bob.userId, "x".repeat(70_000))],
  [
    "elsewhere",
    () => bob.knock(new FakeRoom(fake, { join_rule: "knock" }).id, fake.name, "x".repeat(70_000)),
  ],
])("O33 a reason that makes the event too large is 413 %s", async (_, act) => {
  expect(refused(await act())).toEqual([413, "M_TOO_LARGE"]);
});
