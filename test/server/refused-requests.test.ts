/** OUTSIDE.md, O2 to O4: what a request that is refused has brought, or had fetched. */

import type { JsonObject } from "@knockgen/auth";
import { expect, it } from "vitest";
import { Guest } from "./support/guest.js";
import { startPair } from "./support/pair.js";
import { outcome } from "./support/remote.js";

const { hs, fake, alice } = await startPair();

/** A guest in a room, whose server answers what it is asked about the room as a test says. */
async function enter(answers: (operation: string) => JsonObject | undefined): Promise<Guest> {
  const room = await alice.createRoom({ preset: "public_chat", room_version: "10" });
  const guest = await Guest.enter(fake, hs.serverName, room, "10");
  fake.responders.push(({ segments }) => {
    const json = segments[4] === room ? answers(segments[3] ?? "") : undefined;
    return json && { json };
  });
  return guest;
}

/** What the server has stored of an event, as far as it says. */
async function held(guest: Guest, event: JsonObject): Promise<string> {
  const uri = `/_matrix/federation/v1/event/${encodeURIComponent(guest.name(event))}`;
  return outcome(await fake.request({ destination: hs.serverName, method: "GET", uri }));
}

const error = { error: expect.any(String) };

it("O3: what was given with an event that is rejected is not kept, neither its state nor what it rests on", async () => {
  const given: JsonObject[] = [];
  const guest = await enter((operation) => {
    if (operation === "event_auth") return { auth_chain: given.slice(0, 1) };
    if (operation === "get_missing_events") return { events: [] };
    return operation === "state" ? { pdus: [...guest.state, ...given], auth_chain: [] } : undefined;
  });
  const member = { state_key: guest.user, auth_events: [...guest.auth, guest.idOf("m.room.join_rules")] };
  const named = (displayname: string): JsonObject =>
    guest.make("m.room.member", { membership: "join", displayname }, member);
  const renamed = named("Other");
  const again = named("Another");
  given.push(renamed, again);
  const [create, levels] = guest.auth;
  // Its sender has joined by what it lists, and in the given state; neither gives them the power.
  const levelled = (prev: string) =>
    guest.make(
      "m.room.topic",
      { topic: "mine" },
      { state_key: "", auth_events: [create ?? "", levels ?? "", guest.name(renamed)] },
      [prev],
    );
  const here = levelled(guest.join);
  const nowhere = levelled("$unknown");
  expect(await guest.send(here, nowhere)).toEqual({
    [guest.name(here)]: error,
    [guest.name(nowhere)]: error,
  });
  expect([await held(guest, renamed), await held(guest, again)]).toEqual([
    "404 M_NOT_FOUND",
    "404 M_NOT_FOUND",
  ]);
});

it("O3: a rejected event lets those that follow it have their state", async () => {
  const guest = await enter((operation) => {
    if (operation === "get_missing_events") return { events: [] };
    return operation === "state" ? { pdus: [...guest.state], auth_chain: [] } : undefined;
  });
  const refused = guest.make("m.room.topic", { topic: "mine" }, { state_key: "" }, ["$unknown"]);
  expect(await guest.send(refused)).toEqual({ [guest.name(refused)]: error });
  const after = guest.make("m.room.message", { body: "after" }, {}, [guest.name(refused)]);
  expect(await guest.send(after)).toEqual({ [guest.name(after)]: {} });
});
