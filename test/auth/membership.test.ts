/** The membership transitions that the engine computes, against a table written by hand from the specification. */
import {
  type JoinRule,
  type Membership,
  membershipSvg,
  membershipTable,
  membershipTransitions,
  type RuleKey,
  ruleNumber,
  type Transition,
} from "@knockgen/auth";
import { expect, test } from "vitest";
import { VERSIONS } from "./support/room.js";

/** A row: who does it, and the outcome from leave, invite, join, ban and knock. */
type Row = readonly [actor: string, ...cells: readonly [string, string, string, string, string]];

const OTHERS = ["none", "invite", "kick", "ban"];

/** Outcomes that no join rule changes. The letters are those of LETTERS. */
const COMMON: Readonly<Record<string, readonly Row[]>> = {
  leave: [
    ["self", "-V1", "+V1", "+V1", "-V1", "+V1"],
    ["outsider", "-V2", "-V2", "-V2", "-V2", "-V2"],
    ["none", "-V5", "-V5", "-V5", "-V3", "-V5"],
    ["invite", "-V5", "-V5", "-V5", "-V3", "-V5"],
    ["kick", "+V4", "+V4", "+V4", "-V3", "+V4"],
    ["ban", "+V4", "+V4", "+V4", "+V4", "+V4"],
  ],
  invite: [
    ["self", "-I2", "-I2", "-I3", "-I2", "-I2"],
    ["outsider", "-I2", "-I2", "-I2", "-I2", "-I2"],
    ["none", "-I5", "-I5", "-I3", "-I3", "-I5"],
    ["invite", "+I4", "+I4", "-I3", "-I3", "+I4"],
    ["kick", "+I4", "+I4", "-I3", "-I3", "+I4"],
    ["ban", "+I4", "+I4", "-I3", "-I3", "+I4"],
  ],
  ban: [
    ["self", "-B1", "-B1", "-B3", "-B1", "-B1"],
    ["outsider", "-B1", "-B1", "-B1", "-B1", "-B1"],
    ["none", "-B3", "-B3", "-B3", "-B3", "-B3"],
    ["invite", "-B3", "-B3", "-B3", "-B3", "-B3"],
    ["kick", "-B3", "-B3", "-B3", "-B3", "-B3"],
    ["ban", "+B2", "+B2", "+B2", "+B2", "+B2"],
  ],
  join: ["outsider", ...OTHERS].map((actor): Row => [actor, "-J2", "-J2", "-J2", "-J2", "-J2"]),
};

/** How a join rule works in some versions: as which kind of rule for joining, and whether one may knock. */
type Kind = "public" | "invited" | "restricted" | "closed";

const JOINS: Readonly<Record<Kind, readonly Row[]>> = {
  public: [
    ["self", "+J6", "+J6", "+J6", "-J3", "+J6"],
    ["vouched", "+J6", "+J6", "+J6", "-J3", "+J6"],
  ],
  invited: [
    ["self", "-J7", "+J4", "+J4", "-J3", "-J7"],
    ["vouched", "-J7", "+J4", "+J4", "-J3", "-J7"],
  ],
  restricted: [
    ["self", "-J5b", "+J5a", "+J5a", "-J3", "-J5b"],
    ["vouched", "+J5c", "+J5a", "+J5a", "-J3", "+J5c"],
  ],
  closed: [
    ["self", "-J7", "-J7", "-J7", "-J3", "-J7"],
    ["vouched", "-J7", "-J7", "-J7", "-J3", "-J7"],
  ],
};

const OUTSIDE_SELF = ["outsider", ...OTHERS];
const KNOCK_OPEN: readonly Row[] = [
  ["self", "+K3", "-K4", "-K4", "-K4", "+K3"],
  ...OUTSIDE_SELF.map((actor): Row => [actor, "-K2", "-K2", "-K2", "-K2", "-K2"]),
];
const KNOCK_SHUT = ["self", ...OUTSIDE_SELF].map((actor): Row => [actor, "-K1", "-K1", "-K1", "-K1", "-K1"]);
const KNOCK_UNKNOWN = ["self", ...OUTSIDE_SELF].map((actor): Row => [actor, "-U", "-U", "-U", "-U", "-U"]);

function kindOf(joinRule: JoinRule, version: number): Kind {
  const known: Readonly<Record<JoinRule, readonly [Kind, number]>> = {
    public: ["public", 1],
    invite: ["invited", 1],
    knock: ["invited", 7],
    restricted: ["restricted", 8],
    knock_restricted: ["restricted", 10],
    private: ["closed", 1],
  };
  const [kind, since] = known[joinRule];
  return version >= since ? kind : "closed";
}

function knockRows(joinRule: JoinRule, version: number): readonly Row[] {
  if (version < 7) return KNOCK_UNKNOWN;
  const open = joinRule === "knock" || (joinRule === "knock_restricted" && version >= 10);
  return open ? KNOCK_OPEN : KNOCK_SHUT;
}

const LETTERS: Readonly<Record<string, RuleKey>> = {
  "-V2": "member.leave.sender",
  "-V3": "member.leave.unban",
  "+V4": "member.leave.allow",
  "-V5": "member.leave.otherwise",
  "+V1": "member.leave.self.allow",
  "-V1": "member.leave.self.reject",
  "-I2": "member.invite.sender",
  "-I3": "member.invite.target",
  "+I4": "member.invite.allow",
  "-I5": "member.invite.otherwise",
  "-B1": "member.ban.sender",
  "+B2": "member.ban.allow",
  "-B3": "member.ban.otherwise",
  "-J2": "member.join.sender",
  "-J3": "member.join.banned",
  "+J4": "member.join.invite",
  "+J5a": "member.join.restricted.member",
  "-J5b": "member.join.restricted.authoriser",
  "+J5c": "member.join.restricted.allow",
  "+J6": "member.join.public",
  "-J7": "member.join.otherwise",
  "-K1": "member.knock.join_rule",
  "-K2": "member.knock.sender",
  "+K3": "member.knock.allow",
  "-K4": "member.knock.otherwise",
  "-U": "member.unknown",
};

const FROM: readonly Membership[] = ["leave", "invite", "join", "ban", "knock"];

function actorOf(cell: Transition): string {
  if (cell.by === "self") return cell.vouched ? "vouched" : "self";
  return cell.joined ? cell.power : "outsider";
}

function expected(cell: Transition, version: number): string {
  const rows =
    cell.to === "knock"
      ? knockRows(cell.joinRule, version)
      : [...(COMMON[cell.to] ?? []), ...(cell.to === "join" ? JOINS[kindOf(cell.joinRule, version)] : [])];
  const row = rows.find(([actor]) => actor === actorOf(cell));
  const letter = row?.[FROM.indexOf(cell.from) + 1] ?? "?";
  // Before version 7 a knock in the state is an unknown membership, so the user counts as gone.
  return version < 7 && cell.from === "knock" && letter === "+V1" ? "-V1" : letter;
}

test.each(VERSIONS)("room version %s", (version) => {
  for (const cell of membershipTransitions(version)) {
    // To be vouched for means something for joins alone.
    if (cell.vouched && cell.to !== "join") continue;
    const letter = expected(cell, Number(version));
    const key = LETTERS[letter];
    const said = `${cell.joinRule}: ${cell.from} to ${cell.to} by ${actorOf(cell)}`;
    expect(
      { said, allowed: cell.allowed, key: cell.ruleKey, rule: cell.rule },
      `kindOf, knockRows and the rows here have what the page of version ${version} says`,
    ).toEqual({
      said,
      allowed: letter.startsWith("+"),
      key,
      rule: key && ruleNumber(key, version),
    });
  }
});

test("the table of version 7 names the clauses of knocking", () => {
  const table = membershipTable("7");
  expect(table).toContain("join rule knock\n");
  expect(table).toMatch(/knock {2}self +\+ 4\.6\.3 +- 4\.6\.4 +- 4\.6\.4 +- 4\.6\.4 +\+ 4\.6\.3/);
});

test("the table says who is meant, and of vouching only where it exists", () => {
  expect(membershipTable("12")).toMatch(/^ {2}join {3}self, vouched for +\+ 5\.3\.5\.3/m);
  expect(membershipTable("12")).toMatch(/^vouched for: /m);
  expect(membershipTable("7")).not.toContain("vouched");
  expect(membershipTable("7")).toMatch(/^ {2}join +self +\+ 4\.2\.5/m);
});

test("the diagram has a panel for each join rule that the version knows", () => {
  expect(membershipSvg("6").match(/join rule: /g)).toHaveLength(3);
  expect(membershipSvg("10").match(/join rule: /g)).toHaveLength(6);
  expect(membershipSvg("6")).not.toContain(">knock<");
});

test.each(VERSIONS)("no label of the diagram of version %s lies on another or under a line", (version) => {
  for (const panel of membershipSvg(version).split("<g ").slice(1)) {
    const drawn = panel.slice(0, panel.indexOf("<circle"));
    expect(drawn.lastIndexOf("<path")).toBeLessThan(drawn.indexOf('class="label"'));
    const labels = [...drawn.matchAll(/class="label" x="([0-9.]+)" y="([0-9.]+)">(.*?)<\/text>/g)].map(
      ([, x, y, text = ""]) => ({
        x: Number(x),
        y: Number(y),
        width: 5 * text.replace(/<[^>]*>/g, "").length,
      }),
    );
    expect(labels.length).toBeGreaterThan(8);
    for (const [at, a] of labels.entries())
      for (const b of labels.slice(at + 1))
        expect(Math.abs(a.x - b.x) > (a.width + b.width) / 2 || Math.abs(a.y - b.y) > 11).toBe(true);
  }
});
