/** Auth events selection. */
import { type JsonObject, type RoomVersion, type SelectableEvent, selectAuthEvents } from "@knockgen/auth";
import { expect, test } from "vitest";

const A = "@a:x";
const B = "@b:x";
const event = (type: string, content: JsonObject = {}, stateKey?: string): SelectableEvent => ({
  type,
  sender: A,
  content,
  stateKey,
});
const keys = (selectable: SelectableEvent, version: RoomVersion): string =>
  selectAuthEvents(selectable, version)
    .map(([type, key]) => `${type.replace("m.room.", "")}${key === "" ? "" : `(${key})`}`)
    .join(" ");

test.each<[string, SelectableEvent, RoomVersion, string]>([
  ["create", event("m.room.create", {}, ""), "10", ""],
  ["message", event("m.room.message"), "10", "create power_levels member(@a:x)"],
  ["message in 12", event("m.room.message"), "12", "power_levels member(@a:x)"],
  [
    "own join",
    event("m.room.member", { membership: "join" }, A),
    "10",
    "create power_levels member(@a:x) join_rules",
  ],
  [
    "knock",
    event("m.room.member", { membership: "knock" }, A),
    "7",
    "create power_levels member(@a:x) join_rules",
  ],
  [
    "kick",
    event("m.room.member", { membership: "leave" }, B),
    "10",
    "create power_levels member(@a:x) member(@b:x)",
  ],
  [
    "invite",
    event("m.room.member", { membership: "invite" }, B),
    "10",
    "create power_levels member(@a:x) member(@b:x) join_rules",
  ],
  [
    "third-party invite",
    event("m.room.member", { membership: "invite", third_party_invite: { signed: { token: "t" } } }, B),
    "10",
    "create power_levels member(@a:x) member(@b:x) join_rules third_party_invite(t)",
  ],
  [
    "vouched join",
    event("m.room.member", { membership: "join", join_authorised_via_users_server: B }, A),
    "8",
    "create power_levels member(@a:x) member(@b:x) join_rules",
  ],
  [
    "vouched join, too early",
    event("m.room.member", { membership: "join", join_authorised_via_users_server: B }, A),
    "7",
    "create power_levels member(@a:x) join_rules",
  ],
  [
    "no state key",
    event("m.room.member", { membership: "join" }),
    "10",
    "create power_levels member(@a:x) join_rules",
  ],
])("%s", (_, selectable, version, expected) => {
  expect(keys(selectable, version)).toBe(expected);
});
