/** The number of every clause in every room version, written out, against what the engine counts. */
import { RULE_TABLE, type RuleKey, ruleNumber } from "@knockgen/auth";
import { expect, test } from "vitest";
import { VERSIONS } from "./support/room.js";

/**
 * As a browser shows them on the page of each version, from 1 on; `-` where the version has no such clause. The last number
 * of a row holds for all later versions.
 */
const NUMBERS: Readonly<Record<RuleKey, string>> = {
  "create.prev_events": "1.1 1.1 1.1 1.1 1.1 1.1 1.1 1.1 1.1 1.1 1.1 1.1",
  "create.room_id": "1.2 1.2 1.2 1.2 1.2 1.2 1.2 1.2 1.2 1.2 1.2 1.2",
  "create.room_version": "1.3 1.3 1.3 1.3 1.3 1.3 1.3 1.3 1.3 1.3 1.3 1.3",
  "create.creator": "1.4 1.4 1.4 1.4 1.4 1.4 1.4 1.4 1.4 1.4 - -",
  "create.additional_creators": "- - - - - - - - - - - 1.4",
  "create.allow": "1.5 1.5 1.5 1.5 1.5 1.5 1.5 1.5 1.5 1.5 1.4 1.5",
  room_id: "- - - - - - - - - - - 2",
  "auth.duplicate": "2.1 2.1 2.1 2.1 2.1 2.1 2.1 2.1 2.1 2.1 2.1 3.1",
  "auth.unexpected": "2.2 2.2 2.2 2.2 2.2 2.2 2.2 2.2 2.2 2.2 2.2 3.2",
  "auth.rejected": "2.3 2.3 2.3 2.3 2.3 2.3 2.3 2.3 2.3 2.3 2.3 3.3",
  "auth.no_create": "2.4 2.4 2.4 2.4 2.4 2.4 2.4 2.4 2.4 2.4 2.4 -",
  "auth.other_room": "2.5 2.5 2.5 2.5 2.5 2.5 2.5 2.5 2.5 2.5 2.5 3.4",
  federate: "3 3 3 3 3 3 3 3 3 3 3 4",
  "aliases.no_state_key": "4.1 4.1 4.1 4.1 4.1 - - - - - - -",
  "aliases.domain": "4.2 4.2 4.2 4.2 4.2 - - - - - - -",
  "aliases.allow": "4.3 4.3 4.3 4.3 4.3 - - - - - - -",
  "member.malformed": "5.1 5.1 5.1 5.1 5.1 4.1 4.1 4.1 4.1 4.1 4.1 5.1",
  "member.jauth": "- - - - - - - 4.2.1 4.2.1 4.2.1 4.2.1 5.2.1",
  "member.join.first": "5.2.1 5.2.1 5.2.1 5.2.1 5.2.1 4.2.1 4.2.1 4.3.1 4.3.1 4.3.1 4.3.1 5.3.1",
  "member.join.sender": "5.2.2 5.2.2 5.2.2 5.2.2 5.2.2 4.2.2 4.2.2 4.3.2 4.3.2 4.3.2 4.3.2 5.3.2",
  "member.join.banned": "5.2.3 5.2.3 5.2.3 5.2.3 5.2.3 4.2.3 4.2.3 4.3.3 4.3.3 4.3.3 4.3.3 5.3.3",
  "member.join.invite": "5.2.4 5.2.4 5.2.4 5.2.4 5.2.4 4.2.4 4.2.4 4.3.4 4.3.4 4.3.4 4.3.4 5.3.4",
  "member.join.restricted.member": "- - - - - - - 4.3.5.1 4.3.5.1 4.3.5.1 4.3.5.1 5.3.5.1",
  "member.join.restricted.authoriser": "- - - - - - - 4.3.5.2 4.3.5.2 4.3.5.2 4.3.5.2 5.3.5.2",
  "member.join.restricted.allow": "- - - - - - - 4.3.5.3 4.3.5.3 4.3.5.3 4.3.5.3 5.3.5.3",
  "member.join.public": "5.2.5 5.2.5 5.2.5 5.2.5 5.2.5 4.2.5 4.2.5 4.3.6 4.3.6 4.3.6 4.3.6 5.3.6",
  "member.join.otherwise": "5.2.6 5.2.6 5.2.6 5.2.6 5.2.6 4.2.6 4.2.6 4.3.7 4.3.7 4.3.7 4.3.7 5.3.7",
  "member.invite.3pid.banned":
    "5.3.1.1 5.3.1.1 5.3.1.1 5.3.1.1 5.3.1.1 4.3.1.1 4.3.1.1 4.4.1.1 4.4.1.1 4.4.1.1 4.4.1.1 5.4.1.1",
  "member.invite.3pid.signed":
    "5.3.1.2 5.3.1.2 5.3.1.2 5.3.1.2 5.3.1.2 4.3.1.2 4.3.1.2 4.4.1.2 4.4.1.2 4.4.1.2 4.4.1.2 5.4.1.2",
  "member.invite.3pid.mxid_token":
    "5.3.1.3 5.3.1.3 5.3.1.3 5.3.1.3 5.3.1.3 4.3.1.3 4.3.1.3 4.4.1.3 4.4.1.3 4.4.1.3 4.4.1.3 5.4.1.3",
  "member.invite.3pid.mxid":
    "5.3.1.4 5.3.1.4 5.3.1.4 5.3.1.4 5.3.1.4 4.3.1.4 4.3.1.4 4.4.1.4 4.4.1.4 4.4.1.4 4.4.1.4 5.4.1.4",
  "member.invite.3pid.no_event":
    "5.3.1.5 5.3.1.5 5.3.1.5 5.3.1.5 5.3.1.5 4.3.1.5 4.3.1.5 4.4.1.5 4.4.1.5 4.4.1.5 4.4.1.5 5.4.1.5",
  "member.invite.3pid.sender":
    "5.3.1.6 5.3.1.6 5.3.1.6 5.3.1.6 5.3.1.6 4.3.1.6 4.3.1.6 4.4.1.6 4.4.1.6 4.4.1.6 4.4.1.6 5.4.1.6",
  "member.invite.3pid.allow":
    "5.3.1.7 5.3.1.7 5.3.1.7 5.3.1.7 5.3.1.7 4.3.1.7 4.3.1.7 4.4.1.7 4.4.1.7 4.4.1.7 4.4.1.7 5.4.1.7",
  "member.invite.3pid.otherwise":
    "5.3.1.8 5.3.1.8 5.3.1.8 5.3.1.8 5.3.1.8 4.3.1.8 4.3.1.8 4.4.1.8 4.4.1.8 4.4.1.8 4.4.1.8 5.4.1.8",
  "member.invite.sender": "5.3.2 5.3.2 5.3.2 5.3.2 5.3.2 4.3.2 4.3.2 4.4.2 4.4.2 4.4.2 4.4.2 5.4.2",
  "member.invite.target": "5.3.3 5.3.3 5.3.3 5.3.3 5.3.3 4.3.3 4.3.3 4.4.3 4.4.3 4.4.3 4.4.3 5.4.3",
  "member.invite.allow": "5.3.4 5.3.4 5.3.4 5.3.4 5.3.4 4.3.4 4.3.4 4.4.4 4.4.4 4.4.4 4.4.4 5.4.4",
  "member.invite.otherwise": "5.3.5 5.3.5 5.3.5 5.3.5 5.3.5 4.3.5 4.3.5 4.4.5 4.4.5 4.4.5 4.4.5 5.4.5",
  "member.leave.self.allow": "5.4.1 5.4.1 5.4.1 5.4.1 5.4.1 4.4.1 4.4.1 4.5.1 4.5.1 4.5.1 4.5.1 5.5.1",
  "member.leave.self.reject": "5.4.1 5.4.1 5.4.1 5.4.1 5.4.1 4.4.1 4.4.1 4.5.1 4.5.1 4.5.1 4.5.1 5.5.1",
  "member.leave.sender": "5.4.2 5.4.2 5.4.2 5.4.2 5.4.2 4.4.2 4.4.2 4.5.2 4.5.2 4.5.2 4.5.2 5.5.2",
  "member.leave.unban": "5.4.3 5.4.3 5.4.3 5.4.3 5.4.3 4.4.3 4.4.3 4.5.3 4.5.3 4.5.3 4.5.3 5.5.3",
  "member.leave.allow": "5.4.4 5.4.4 5.4.4 5.4.4 5.4.4 4.4.4 4.4.4 4.5.4 4.5.4 4.5.4 4.5.4 5.5.4",
  "member.leave.otherwise": "5.4.5 5.4.5 5.4.5 5.4.5 5.4.5 4.4.5 4.4.5 4.5.5 4.5.5 4.5.5 4.5.5 5.5.5",
  "member.ban.sender": "5.5.1 5.5.1 5.5.1 5.5.1 5.5.1 4.5.1 4.5.1 4.6.1 4.6.1 4.6.1 4.6.1 5.6.1",
  "member.ban.allow": "5.5.2 5.5.2 5.5.2 5.5.2 5.5.2 4.5.2 4.5.2 4.6.2 4.6.2 4.6.2 4.6.2 5.6.2",
  "member.ban.otherwise": "5.5.3 5.5.3 5.5.3 5.5.3 5.5.3 4.5.3 4.5.3 4.6.3 4.6.3 4.6.3 4.6.3 5.6.3",
  "member.knock.join_rule": "- - - - - - 4.6.1 4.7.1 4.7.1 4.7.1 4.7.1 5.7.1",
  "member.knock.sender": "- - - - - - 4.6.2 4.7.2 4.7.2 4.7.2 4.7.2 5.7.2",
  "member.knock.allow": "- - - - - - 4.6.3 4.7.3 4.7.3 4.7.3 4.7.3 5.7.3",
  "member.knock.otherwise": "- - - - - - 4.6.4 4.7.4 4.7.4 4.7.4 4.7.4 5.7.4",
  "member.unknown": "5.6 5.6 5.6 5.6 5.6 4.6 4.7 4.8 4.8 4.8 4.8 5.8",
  sender_not_joined: "6 6 6 6 6 5 5 5 5 5 5 6",
  "third_party_invite.allow": "7.1 7.1 7.1 7.1 7.1 6.1 6.1 6.1 6.1 6.1 6.1 7.1",
  "third_party_invite.reject": "7.1 7.1 7.1 7.1 7.1 6.1 6.1 6.1 6.1 6.1 6.1 7.1",
  required_level: "8 8 8 8 8 7 7 7 7 7 7 8",
  at_state_key: "9 9 9 9 9 8 8 8 8 8 8 9",
  "pl.ints": "- - - - - - - - - 9.1 9.1 10.1",
  "pl.maps": "- - - - - - - - - 9.2 9.2 10.2",
  "pl.users": "10.1 10.1 10.1 10.1 10.1 9.1 9.1 9.1 9.1 9.3 9.3 10.3",
  "pl.creators": "- - - - - - - - - - - 10.4",
  "pl.no_previous": "10.2 10.2 10.2 10.2 10.2 9.2 9.2 9.2 9.2 9.4 9.4 10.5",
  "pl.prop.current": "10.3.1 10.3.1 10.3.1 10.3.1 10.3.1 9.3.1 9.3.1 9.3.1 9.3.1 9.5.1 9.5.1 10.6.1",
  "pl.prop.new": "10.3.2 10.3.2 10.3.2 10.3.2 10.3.2 9.3.2 9.3.2 9.3.2 9.3.2 9.5.2 9.5.2 10.6.2",
  "pl.events.current": "10.4.1 10.4.1 10.4.1 10.4.1 10.4.1 9.4.1 9.4.1 9.4.1 9.4.1 9.6.1 9.6.1 10.7.1",
  "pl.events.new": "10.5.1 10.5.1 10.5.1 10.5.1 10.5.1 9.5.1 9.5.1 9.5.1 9.5.1 9.7.1 9.7.1 10.8.1",
  "pl.users.current": "10.6.1 10.6.1 10.6.1 10.6.1 10.6.1 9.6.1 9.6.1 9.6.1 9.6.1 9.8.1 9.8.1 10.9.1",
  "pl.users.new": "10.7.1 10.7.1 10.7.1 10.7.1 10.7.1 9.7.1 9.7.1 9.7.1 9.7.1 9.9.1 9.9.1 10.10.1",
  "pl.allow": "10.8 10.8 10.8 10.8 10.8 9.8 9.8 9.8 9.8 9.10 9.10 10.11",
  "redaction.level": "11.1 11.1 - - - - - - - - - -",
  "redaction.domain": "11.2 11.2 - - - - - - - - - -",
  "redaction.reject": "11.3 11.3 - - - - - - - - - -",
  allow: "12 12 11 11 11 10 10 10 10 10 10 11",
};

/** One for each room version. */
function numbersOf(row: string): readonly string[] {
  const written = row.split(" ");
  return VERSIONS.map((_, index) => written[index] ?? written.at(-1) ?? "-");
}

test.each(Object.entries(NUMBERS))("%s", (key, row) => {
  const computed = VERSIONS.map(
    (version) => RULE_TABLE[version].find((entry) => entry.key === key)?.number ?? "-",
  );
  expect(computed, "a row of NUMBERS has what the page of each version shows").toEqual(numbersOf(row));
});

test.each(VERSIONS)("room version %s lists each of its rules once", (version) => {
  const keys = RULE_TABLE[version].map(({ key }) => key);
  expect(new Set(keys).size).toBe(keys.length);
  const written = Object.values(NUMBERS).filter((row) => numbersOf(row)[VERSIONS.indexOf(version)] !== "-");
  expect(keys.length).toBe(written.length);
});

test("a number is found by key and version", () => {
  expect(ruleNumber("member.knock.allow", "7")).toBe("4.6.3");
  expect(ruleNumber("member.knock.allow", "6")).toBeUndefined();
});
