/** Clauses on `m.room.member`: 5, in versions 6 to 11: 4. */
import { isUserId } from "@knockgen/matrix/identifiers";
import type { Membership } from "../generated-types.js";
import { domainOf } from "../identifier/domain.js";
import { own } from "../json/value.js";
import { isSignedBy } from "../read/signature.js";
import { BAN } from "./ban.js";
import { always, type ClauseGroup, type ClauseNode, type Judgement } from "./clause.js";
import { INVITE } from "./invite.js";
import { JOIN } from "./join.js";
import { KNOCK } from "./knock.js";
import { LEAVE } from "./leave.js";

interface MembershipClauses {
  /** Whether a room version knows the word. The default is that all do. */
  readonly only?: ClauseNode["only"];
  readonly clauses: readonly ClauseNode[];
}

/** Every membership of the schemas, in the order of the rules. A new one does not compile until someone has said here what it means. */
const MEMBERSHIPS: Readonly<Record<Membership, MembershipClauses>> = {
  join: { clauses: JOIN },
  invite: { clauses: INVITE },
  leave: { clauses: LEAVE },
  ban: { clauses: BAN },
  knock: { only: ({ knocking }) => knocking, clauses: KNOCK },
};

function membershipGroup(membership: string, { only, clauses }: MembershipClauses): ClauseGroup {
  return {
    kind: "group",
    name: `member.${membership}`,
    text: `If the membership is ${membership}`,
    ...(only && { only }),
    on: { membership },
    clauses,
  };
}

/** The server of the user who lets a member in: undefined if none is named, empty if the value is not a user ID. */
function authorisingServer({ event }: Judgement): string | undefined {
  const user = own(event.content, "join_authorised_via_users_server");
  if (user === undefined) return undefined;
  return typeof user === "string" && isUserId(user) ? (domainOf(user) ?? "") : "";
}

const AUTHORISED: ClauseGroup = {
  kind: "group",
  name: "member.jauth",
  text: "If content has join_authorised_via_users_server",
  only: ({ restrictedJoins }) => restrictedJoins,
  stateless: true,
  on: (judgement) => authorisingServer(judgement) !== undefined,
  clauses: [
    {
      kind: "reject",
      key: "member.jauth",
      text: "Reject if that user's server has not signed the event",
      when: (judgement) => {
        const server = authorisingServer(judgement) ?? "";
        return server === "" || !isSignedBy(judgement, server);
      },
      finds: (judgement) => {
        const server = authorisingServer(judgement) ?? "";
        if (server === "") return "join_authorised_via_users_server is not a user ID";
        return `the server "${server}" has ${isSignedBy(judgement, server) ? "" : "not "}signed the event`;
      },
    },
  ],
};

export const MEMBER: ClauseGroup = {
  kind: "group",
  name: "member",
  text: "If the type is m.room.member",
  on: { type: "m.room.member" },
  clauses: [
    {
      kind: "reject",
      key: "member.malformed",
      text: "Reject if there is no state key, or no membership in content",
      stateless: true,
      when: ({ event }) =>
        event.stateKey === undefined ||
        (event.membership === undefined && !Object.hasOwn(event.content, "membership")),
      finds: ({ event }) =>
        `the state key is ${event.stateKey === undefined ? "missing" : "there"}, the membership ${
          Object.hasOwn(event.content, "membership") ? "is there" : "is missing"
        }`,
    },
    AUTHORISED,
    ...Object.entries(MEMBERSHIPS).map(([membership, clauses]) => membershipGroup(membership, clauses)),
    {
      kind: "reject",
      key: "member.unknown",
      text: "Otherwise, the membership is unknown: reject",
      when: always,
      finds: ({ event }) => `the membership is ${event.membership ?? "not text"}`,
    },
  ],
};
