/** The rooms that membership transitions are tried in: made up on the spot, one for each question. */
import type { JoinRule, Membership } from "../generated-types.js";
import type { JsonObject } from "../json/value.js";
import { membershipIn, type Pdu } from "../pdu/pdu.js";
import type { StateLookup } from "../rules/clause.js";

/** Who is who. All are of one server; who may do what does not depend on that here. */
const CREATOR = "@creator:example.org";
const TARGET = "@target:example.org";
const ACTOR = "@actor:example.org";
const VOUCHER = "@voucher:example.org";
const ROOM_ID = "!room:example.org";

/** Actions open to the acting user. */
export type Power = "none" | "invite" | "kick" | "ban";

const LEVELS: Readonly<Record<Power, number>> = { none: 0, invite: 10, kick: 30, ban: 60 };

/** A question: in this room, with this membership, may this be done? */
export interface Scene {
  readonly joinRule: JoinRule | undefined;
  readonly from: Membership;
  readonly to: Membership;
  readonly by: "self" | "other";
  /** Of the acting user, where it is another; the target itself has none. */
  readonly power: Power;
  /** Whether the acting user is in the room, where it is another. */
  readonly actorJoined: boolean;
  /** Whether a member vouches for the join, as restricted rooms ask. */
  readonly vouched: boolean;
}

interface Draft {
  readonly type: string;
  readonly sender: string;
  readonly stateKey: string;
  readonly content: JsonObject;
}

function pdu(draft: Draft, eventId: string): Pdu {
  const signatures = { "example.org": { "ed25519:1": "" } };
  return {
    ...draft,
    membership: draft.type === "m.room.member" ? membershipIn(draft.content) : undefined,
    eventId,
    roomId: ROOM_ID,
    authEventIds: [],
    prevEventIds: ["$previous"],
    originServerTs: 0,
    depth: 1,
    levels: undefined,
    json: { signatures },
  };
}

function member(user: string, membership: string): Draft {
  return { type: "m.room.member", sender: user, stateKey: user, content: { membership } };
}

/** The event that a scene asks about. */
export function sceneEvent({ to, by, vouched }: Scene): Pdu {
  const content: JsonObject = vouched
    ? { membership: to, join_authorised_via_users_server: VOUCHER }
    : { membership: to };
  const sender = by === "self" ? TARGET : ACTOR;
  return pdu({ type: "m.room.member", sender, stateKey: TARGET, content }, "$event");
}

/** The room state that it happens in. */
export function sceneState(scene: Scene): StateLookup {
  const { joinRule, from, power, actorJoined } = scene;
  const levels = {
    users: { [ACTOR]: LEVELS[power] },
    invite: LEVELS.invite,
    kick: LEVELS.kick,
    ban: LEVELS.ban,
  };
  const vouching = { users: { ...levels.users, [VOUCHER]: LEVELS.invite } };
  const drafts: Draft[] = [
    { type: "m.room.create", sender: CREATOR, stateKey: "", content: { creator: CREATOR } },
    { type: "m.room.power_levels", sender: CREATOR, stateKey: "", content: { ...levels, ...vouching } },
    member(VOUCHER, "join"),
  ];
  if (actorJoined) drafts.push(member(ACTOR, "join"));
  if (from !== "leave") drafts.push(member(TARGET, from));
  if (joinRule !== undefined)
    drafts.push({
      type: "m.room.join_rules",
      sender: CREATOR,
      stateKey: "",
      content: { join_rule: joinRule },
    });
  const events = drafts.map((draft, at) => pdu(draft, `$state${at}`));
  return (type, stateKey) => events.find((event) => event.type === type && event.stateKey === stateKey);
}
