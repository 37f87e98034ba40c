/** Auth chains that others send: judged from the bottom up, however long or tangled they are. */
import { type JsonObject, loadPdu, rejectedAmong, type VerifiedEvent } from "@knockgen/auth";
import { expect, it } from "vitest";

const USER = "@u:a";

function event(id: string, more: JsonObject): [string, VerifiedEvent] {
  const json = { room_id: "!r:a", sender: USER, content: {}, auth_events: [], prev_events: ["$p"], ...more };
  return [id, { event: loadPdu(json, "10", id), signedBy: new Set(["a"]) }];
}

const create = event("$create", {
  type: "m.room.create",
  state_key: "",
  prev_events: [],
  content: { creator: USER, room_version: "10" },
});

/** A member who joins again and again, each join resting on the one before; newest first. */
function joins(count: number, first: JsonObject = {}): Map<string, VerifiedEvent> {
  const all: [string, VerifiedEvent][] = [create];
  for (let at = 0; at < count; at++)
    all.push(
      event(`$${at}`, {
        type: "m.room.member",
        state_key: USER,
        content: { membership: "join" },
        prev_events: at === 0 ? ["$create"] : [`$${at - 1}`],
        auth_events: at === 0 ? ["$create"] : ["$create", `$${at - 1}`],
        ...(at === 0 ? first : {}),
      }),
    );
  return new Map(all.reverse());
}

// In proportion to the square this would run into the runner's limit.
it("a chain of 80,000 events is judged", () => {
  expect(rejectedAmong(joins(80_000), "10")).toEqual(new Set());
});

it("what rests on something rejected is rejected", () => {
  const rejected = rejectedAmong(joins(100, { prev_events: ["$other"] }), "10");
  expect(rejected.size).toBe(100);
});

it("what is known already counts", () => {
  const all = joins(3);
  const first = all.get("$0");
  all.delete("$0");
  if (first === undefined) throw new Error("no first join");
  const known = (isRejected: boolean) => ({
    get: (id: string) => (id === "$0" ? { event: first.event, isRejected } : undefined),
  });
  expect(rejectedAmong(all, "10", known(false))).toEqual(new Set());
  expect([...rejectedAmong(all, "10", known(true))].sort()).toEqual(["$0", "$1", "$2"]);
});

it("events that list each other come to an end", () => {
  const tangle = new Map([
    event("$a", { type: "m.room.name", state_key: "", auth_events: ["$b"] }),
    event("$b", { type: "m.room.topic", state_key: "", auth_events: ["$a", "$b"] }),
  ]);
  expect(rejectedAmong(tangle, "10").size).toBe(2);
});
