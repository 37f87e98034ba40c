/** O52: state resolution names the events that it needed and was not given. */
import { type Pdu, resolveState, type StateEntry, stateOf } from "@knockgen/auth";
import { expect, test } from "vitest";
import { ALICE, BOB, member, testRoom, VERSIONS } from "./support/room.js";

test.each(VERSIONS)("O52: version %s names what is missing, once each, and nothing else", (version) => {
  const room = testRoom(version);
  const levels = room.send({
    type: "m.room.power_levels",
    stateKey: "",
    content: { ...(Number(version) < 12 && { users: { [ALICE]: 100 } }), ban: 40 },
  });
  room.send(member(BOB, "join"));
  const state = (): ReturnType<typeof stateOf> =>
    stateOf([...room.state.values()].map((e): StateEntry => [e.type, e.stateKey ?? "", e.eventId]));
  const before = state();
  room.send(member(BOB, "ban", ALICE));
  const states = [before, state()];
  const missing: string[] = [];
  const resolve = (events: (id: string) => Pdu | undefined): unknown =>
    resolveState(states, { roomVersion: version, events, onMissing: (id) => missing.push(id) });
  resolve((id) => room.events.get(id));
  expect(missing).toEqual([]);
  resolve((id) => (id === levels.eventId ? undefined : room.events.get(id)));
  expect(missing).toEqual([levels.eventId]);
});

test.each(VERSIONS)("O52: version %s keeps what all agree on, though the event is not known", (version) => {
  const room = testRoom(version);
  const state = (): ReturnType<typeof stateOf> =>
    stateOf([...room.state.values()].map((e): StateEntry => [e.type, e.stateKey ?? "", e.eventId]));
  const before = state();
  room.send(member(BOB, "join"));
  const lost = room.state.get("m.room.join_rules|")?.eventId;
  const resolved = resolveState([before, state()], {
    roomVersion: version,
    events: (id) => (id === lost ? undefined : room.events.get(id)),
  });
  expect(resolved.get("m.room.join_rules")?.get("")).toBe(lost);
});
