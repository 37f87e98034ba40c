/** O53: rooms that another server gives oddly: twice, damaged, with several create events or none. */
import {
  type CheckedState,
  checkGivenState,
  eventId,
  type GivenState,
  type JsonObject,
  ROOM_VERSIONS,
  signEvent,
} from "@knockgen/auth";
import { expect, test } from "vitest";
import { type BuiltRoom, begun, key, keysOf } from "./support/built-room.js";
import { ALICE, VERSIONS } from "./support/room.js";

function check(room: BuiltRoom, given: GivenState, idsAsServersCount = false): CheckedState {
  const parse = { idsAsServersCount };
  return checkGivenState(given, { roomVersion: room.version, roomId: room.roomId ?? "", keysOf, parse });
}

const stateOf = (room: BuiltRoom): JsonObject[] => room.state().map(({ json }) => json);

function topicOf({ state }: CheckedState): unknown {
  return state.find(({ type }) => type === "m.room.topic")?.content;
}

test.each(VERSIONS)("O53: of a damaged event and the whole one, version %s takes that", (version) => {
  const room = begun(version);
  const before = stateOf(room);
  const { json: whole } = room.send(ALICE, "m.room.topic", "", { topic: "whole" });
  const damaged = { ...whole, content: { topic: "damaged" } };
  const answers: GivenState[] = [
    { state: [...before, damaged], authChain: [...before, whole] },
    { state: [...before, whole], authChain: [damaged] },
    { state: [damaged, whole, ...before], authChain: [] },
  ];
  for (const given of answers) expect(topicOf(check(room, given))).toEqual({ topic: "whole" });
  expect(topicOf(check(room, { state: [...before, damaged], authChain: [] }))).toEqual({});
});

test.each(VERSIONS)("O53: version %s finds the create event on which the room rests", (version) => {
  const room = begun(version);
  const state = stateOf(room);
  const [create = {}, ...rest] = state;
  const id = eventId(create, version);
  const named = (content: JsonObject, stateKey: string): JsonObject => {
    const chosen = ROOM_VERSIONS[version].eventId === "chosen" ? { event_id: "$second:a.example" } : {};
    const second = { ...create, ...chosen, content, state_key: stateKey, hashes: {}, signatures: {} };
    return signEvent(second, version, "a.example", key);
  };
  const content = { creator: ALICE, room_version: version };
  const others = [named({ ...content, second: 1 }, ""), named(content, "other")];
  for (const given of [
    { state, authChain: [] },
    { state: rest, authChain: state },
    { state: [...others, ...state], authChain: [] },
    { state: [...others, ...rest], authChain: [create] },
  ]) {
    const checked = check(room, given);
    expect(checked.create?.eventId).toBe(id);
    const creates = checked.state.filter(({ type, stateKey }) => type === "m.room.create" && stateKey === "");
    expect(creates.map(({ eventId }) => eventId)).toEqual([id]);
  }
  expect(check(room, { state: rest, authChain: [] })).toMatchObject({ create: undefined, state: [] });
});

test.each(VERSIONS)("O53: what servers drop without a written rule is dropped, in version %s", (version) => {
  const room = begun(version);
  const state = stateOf(room);
  const { json } = room.send(ALICE, "m.room.topic", "", { topic: "deep" });
  const negative = signEvent({ ...json, depth: -1, signatures: {} }, version, "a.example", key);
  const { dropped } = check(room, { state: [...state, negative], authChain: state });
  expect(dropped).toEqual([{ event: negative, reason: "depth is negative" }]);
});

test.each(["10", "11"] as const)("O30 O53: version %s counts identifiers as it is told", (version) => {
  const room = begun(version);
  const state = stateOf(room);
  const { json } = room.send(ALICE, "org.example.long", "", {});
  const long = signEvent({ ...json, state_key: "é".repeat(200), signatures: {} }, version, "a.example", key);
  const given = { state: [...state, long], authChain: state };
  expect(check(room, given).dropped).toHaveLength(1);
  expect(check(room, given, true).dropped).toHaveLength(version === "10" ? 0 : 1);
});
