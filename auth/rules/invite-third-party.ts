/** Clauses on invites that answer a third-party invite. Neither membership nor level of the sender is asked for. */
import { isJsonObject, type JsonObject, own, ownIn } from "../json/value.js";
import type { Pdu } from "../pdu/pdu.js";
import { targetMembership } from "../read/membership.js";
import { isInviteSigned } from "../signing/third-party-invite.js";
import { always, type ClauseGroup, type Judgement } from "./clause.js";

function signedBlock({ event }: Judgement): JsonObject | undefined {
  const signed = ownIn(own(event.content, "third_party_invite"), "signed");
  return isJsonObject(signed) ? signed : undefined;
}

function thirdPartyInvite(judgement: Judgement): Pdu | undefined {
  const token = ownIn(signedBlock(judgement), "token");
  return typeof token === "string" ? judgement.state("m.room.third_party_invite", token) : undefined;
}

function isSigned(judgement: Judgement): boolean {
  const answer = own(judgement.event.content, "third_party_invite");
  const invite = thirdPartyInvite(judgement);
  return isJsonObject(answer) && invite !== undefined && isInviteSigned(answer, invite.content);
}

export const THIRD_PARTY: ClauseGroup = {
  kind: "group",
  name: "member.invite.3pid",
  text: "If content has third_party_invite",
  on: ({ event }) => Object.hasOwn(event.content, "third_party_invite"),
  clauses: [
    {
      kind: "reject",
      key: "member.invite.3pid.banned",
      text: "Reject if the target is banned",
      when: (judgement) => targetMembership(judgement) === "ban",
      finds: (judgement) => `the target's membership is ${targetMembership(judgement)}`,
    },
    {
      kind: "reject",
      key: "member.invite.3pid.signed",
      text: "Reject if third_party_invite has no signed",
      when: ({ event }) => ownIn(own(event.content, "third_party_invite"), "signed") === undefined,
      finds: (judgement) => `signed is ${signedBlock(judgement) === undefined ? "no object" : "there"}`,
    },
    {
      kind: "reject",
      key: "member.invite.3pid.mxid_token",
      text: "Reject if signed lacks mxid or token",
      when: (judgement) => {
        const signed = signedBlock(judgement);
        return ownIn(signed, "mxid") === undefined || ownIn(signed, "token") === undefined;
      },
      finds: (judgement) => {
        const signed = signedBlock(judgement);
        const missing = ["mxid", "token"].filter((key) => ownIn(signed, key) === undefined);
        return missing.length > 0 ? `signed lacks ${missing.join(" and ")}` : "signed has mxid and token";
      },
    },
    {
      kind: "reject",
      key: "member.invite.3pid.mxid",
      text: "Reject if mxid is not the state key",
      when: (judgement) => ownIn(signedBlock(judgement), "mxid") !== judgement.event.stateKey,
      finds: (judgement) => {
        const mxid = ownIn(signedBlock(judgement), "mxid");
        const named = typeof mxid === "string" ? mxid : "no user";
        return `signed names ${named}, the state key ${judgement.event.stateKey ?? "nobody"}`;
      },
    },
    {
      kind: "reject",
      key: "member.invite.3pid.no_event",
      text: "Reject if the state has no m.room.third_party_invite for the token",
      when: (judgement) => thirdPartyInvite(judgement) === undefined,
      finds: (judgement) =>
        `third-party invite for the token: ${thirdPartyInvite(judgement)?.eventId ?? "none"}`,
    },
    {
      kind: "reject",
      key: "member.invite.3pid.sender",
      text: "Reject if that event is of another sender",
      when: (judgement) => thirdPartyInvite(judgement)?.sender !== judgement.event.sender,
      finds: (judgement) =>
        `the sender is ${judgement.event.sender}, that of the third-party invite ${
          thirdPartyInvite(judgement)?.sender ?? "nobody"
        }`,
    },
    {
      kind: "allow",
      key: "member.invite.3pid.allow",
      text: "Allow if a signature of signed verifies under a key of that event (public_key or public_keys)",
      when: isSigned,
      finds: (judgement) => (isSigned(judgement) ? "a signature verifies" : "no signature verifies"),
    },
    {
      kind: "reject",
      key: "member.invite.3pid.otherwise",
      text: "Otherwise, reject",
      when: always,
      finds: () => "no signature verifies",
    },
  ],
};
