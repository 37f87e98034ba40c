/** `send_join`, `send_knock`, `send_leave`: the shape first, then who has signed, then the rules (#23 to #27). */
import {
  contentHashMatches,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  loadPdu,
  own,
  type Pdu,
  readPdu,
} from "@knockgen/auth";
import type { ServerContext } from "../context.js";
import { badJson, forbidden, invalidParam } from "../errors.js";
import type { FederationAuth } from "../federation/request-auth.js";
import { serverOf } from "../ids.js";
import { limitKnock } from "../membership/knock.js";
import { verifyEvents } from "../membership/remote-events.js";
import { entryError, entryOf } from "../membership/restricted.js";
import { shownJson } from "../room/redacted-json.js";
import type { Room } from "../room/room.js";
import { strippedEvents } from "../room/stripped.js";
import type { StoredEvent } from "../store/types.js";
import { takeGap } from "./gaps.js";
import { authChain, guardedRoom } from "./room-access.js";
import type { Handlers } from "./types.js";

type Kind = "join" | "knock" | "leave";

/** Which event in which room. */
export interface EventPath {
  readonly roomId: string;
  readonly eventId: string;
}

/** What a server that has joined needs to know of a room. */
interface EnteredRoom {
  readonly origin: string;
  readonly event: Record<string, unknown>;
  readonly state: Record<string, unknown>[];
  readonly auth_chain: Record<string, unknown>[];
  readonly servers_in_room: string[];
}

/** Handlers of the second half of each handshake. */
export function sendMembershipHandlers(
  context: ServerContext,
): Handlers<"sendJoinV2" | "sendKnock" | "sendLeaveV2"> {
  return {
    sendKnock: async ({ path, auth }) => {
      await take(context, "knock", path, auth);
      const state = await strippedEvents(context, path.roomId);
      return { status: 200, body: { knock_room_state: state.map((event) => ({ ...event })) } };
    },
    sendLeaveV2: async ({ path, auth }) => {
      await takeLeave(context, path, auth);
      return { status: 200, body: {} };
    },
    sendJoinV2: async ({ path, auth }) => {
      const body = { ...(await takeJoin(context, path, auth)), members_omitted: false };
      return { status: 200, body };
    },
  };
}

/** Takes a leave. */
export async function takeLeave(
  context: ServerContext,
  path: EventPath,
  auth: FederationAuth,
): Promise<void> {
  await take(context, "leave", path, auth);
}

/** Takes a join, and gives the room as it was before. */
export async function takeJoin(
  context: ServerContext,
  path: EventPath,
  auth: FederationAuth,
): Promise<EnteredRoom> {
  const { room, event } = await take(context, "join", path, auth);
  const [stored] = await context.store.events([event.eventId]);
  const before =
    stored?.stateBefore === undefined ? room.state : await context.writer.states.of(stored.stateBefore);
  const ids = [...before.values()].flatMap((ofType) => [...ofType.values()]);
  const state = await context.store.events(ids);
  const chain = await authChain(context, [...ids, event.eventId], room.version);
  const inState = new Set(ids);
  const show = (event: StoredEvent) => ({ ...shownJson(event, room.version) });
  return {
    origin: context.serverName,
    event: { ...(stored?.json ?? event.json) },
    state: state.map(show),
    auth_chain: [...chain.values()].filter(({ eventId }) => !inState.has(eventId)).map(show),
    servers_in_room: [...room.servers],
  };
}

async function take(
  context: ServerContext,
  kind: Kind,
  path: EventPath,
  auth: FederationAuth,
): Promise<{ room: Room; event: Pdu }> {
  const room = await guardedRoom(context, path.roomId, auth.origin);
  const event = readMembership(auth.content, kind, path, room, auth.origin);
  // X11: what was taken before is taken again, without a second event.
  const [known] = await context.store.events([event.eventId]);
  if (known?.status === "accepted") return { room, event };
  if (kind === "knock") limitKnock(context, event.sender, path.roomId);
  const [verified] = await verifyEvents(context, [event.json], path.roomId, room.version);
  if (verified === undefined || !contentHashMatches(event.json))
    throw invalidParam("The signature or the hash of the event is wrong");
  const gap = await takeGap(context, room, event, auth.origin);
  if (gap === undefined) throw forbidden("What authorises the event is not known");
  const inserted = await context.writer.change(path.roomId, async (draft) => {
    const voucher = kind === "join" ? own(event.content, "join_authorised_via_users_server") : undefined;
    const ours = typeof voucher === "string" && serverOf(voucher) === context.serverName;
    let signed = event;
    const signedBy = new Set(verified.signedBy);
    if (ours && draft.room.membershipOf(event.sender) !== "join") {
      // N10: our signature says that a condition is met, so that is looked at now.
      const entry = await entryOf(context, draft, event.sender);
      const error = entryError(entry);
      if (error !== undefined) throw error;
      const json = context.signer.addSignature(event.json, room.version);
      signed = loadPdu(json, room.version, event.eventId);
      signedBy.add(context.serverName);
    }
    const relay = { except: [auth.origin] };
    const taken = await draft.insert(signed, { signedBy, outliers: gap, relay });
    if (taken.status === "accepted") return taken;
    // O3: a job that fails leaves nothing, so that neither the event nor what came with it is kept.
    const { verdict } = taken;
    throw forbidden(verdict?.allowed === false ? verdict.reason : "The room does not allow it");
  });
  return { room, event: inserted.event };
}

/** N16: everything about the shape is 400, whatever the rules would say. */
function readMembership(
  content: JsonValue | undefined,
  kind: Kind,
  path: EventPath,
  room: Room,
  origin: string,
): Pdu {
  if (!isJsonObject(content)) throw badJson("The body is no event");
  const type = own(content, "type");
  if (type !== "m.room.member") throw invalidParam("The event is no m.room.member");
  const sender = own(content, "sender");
  const inner: JsonObject | JsonValue | undefined = own(content, "content");
  if (!isJsonObject(inner) || own(inner, "membership") !== kind)
    throw invalidParam(`The membership is not ${kind}`);
  if (typeof sender !== "string" || own(content, "state_key") !== sender)
    throw invalidParam("The state key is not the sender");
  if (serverOf(sender) !== origin) throw invalidParam(`The sender is not a user of ${origin}`);
  if (own(content, "room_id") !== path.roomId) throw invalidParam("The event is for another room");
  const read = readPdu(content, room.version);
  if (!read.ok) throw badJson(read.error.message);
  if (read.value.eventId !== path.eventId) throw invalidParam("The event has another ID");
  return read.value;
}
