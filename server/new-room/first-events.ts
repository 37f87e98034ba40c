/** The events of a new room, drawn before any is kept: state, invites of local users, invites that other servers have signed. */
import type { JsonObject, Pdu } from "@knockgen/auth";
import type { ServerContext } from "../context.js";
import { MatrixHttpError } from "../errors.js";
import { memberContent } from "../membership/change.js";
import { clientError } from "../membership/find-room.js";
import { requireInvitable } from "../membership/may-invite.js";
import { signedByInvited } from "../membership/signed-invite.js";
import type { RoomDraft } from "../room/draft/draft.js";
import { STRIPPED_TYPES } from "../room/stripped.js";
import { serverOf } from "../values/ids.js";
import type { NewRoom } from "./new-room.js";
import { type InitialState, initialPowerLevels, presetState } from "./presets.js";

/** An event to put into the room; one that another server has signed too is checked like any that comes from outside. */
export interface FirstEvent {
  readonly event: Pdu;
  readonly signedBy: ReadonlySet<string> | undefined;
}

/** Servers that are asked at a time whether they answer. */
const ASKED_AT_ONCE = 8;

/** Draws all events, in order. Throws 400 for what the rules refuse, 502 and the like where no invite could be signed. */
export async function firstEvents(
  context: Pick<ServerContext, "federation" | "keys" | "log" | "profiles" | "serverName" | "store">,
  draft: RoomDraft,
  create: Pdu,
  wanted: NewRoom,
): Promise<readonly FirstEvent[]> {
  const drawn: FirstEvent[] = [];
  const state = async (type: string, stateKey: string, content: JsonObject): Promise<void> => {
    const event = await draft
      .send({ type, sender: wanted.creator, stateKey, content })
      .catch((error: unknown) => {
        throw invalidState(error);
      });
    drawn.push({ event, signedBy: undefined });
  };
  const { version } = draft.room;
  const { creator, preset, trusted, alias } = wanted;
  drawn.push({ event: await draft.add(create), signedBy: undefined });
  await state(
    "m.room.member",
    creator,
    await memberContent(context, { target: creator, membership: "join" }),
  );
  const levels = wanted.copied ? {} : initialPowerLevels(version, preset, creator, trusted);
  await state("m.room.power_levels", "", { ...levels, ...wanted.powerLevels });
  if (alias !== undefined) await state("m.room.canonical_alias", "", { alias });
  for (const { type, stateKey, content } of allState(wanted)) await state(type, stateKey, content);
  const { finalLevels } = wanted.copied ?? {};
  if (finalLevels !== undefined) await state("m.room.power_levels", "", finalLevels);
  if (draft.room.membershipOf(creator) !== "join")
    throw new MatrixHttpError(
      400,
      "M_INVALID_ROOM_STATE",
      "Nobody would be in the room: its state removes its creator",
    );
  const invite = (target: string) =>
    memberContent(context, {
      target,
      membership: "invite",
      content: wanted.isDirect ? { is_direct: true } : {},
    });
  const here = wanted.invited.filter((user) => serverOf(user) === context.serverName);
  for (const user of here) await requireInvitable(context, user);
  for (const user of here) await state("m.room.member", user, await invite(user));
  const elsewhere = wanted.invited.filter((user) => !here.includes(user));
  await assertReachable(context, elsewhere);
  let signed = 0;
  for (const user of elsewhere)
    try {
      drawn.push(await inviteElsewhere(context, draft, creator, user, await invite(user)));
      signed++;
    } catch (error) {
      // Once one of them has the invite the room has to be there.
      if (signed === 0 || !(error instanceof MatrixHttpError)) throw error;
      context.log("warn", "an invite to a new room failed", { roomId: create.roomId, user, error });
    }
  return drawn;
}

/** Puts a drawn event into the room. */
export async function put({ event, signedBy }: FirstEvent, draft: RoomDraft): Promise<void> {
  if (signedBy === undefined) {
    await draft.add(event);
    return;
  }
  const { status } = await draft.insert(event, { signedBy, relay: { except: [] } });
  if (status !== "accepted") throw new Error("a new room refuses an invite that it has let in before");
}

/** Turns a refusal by the rules into a fault of the request, as its sender does not lack power (O31); other errors stay. */
export function invalidState(error: unknown): unknown {
  if (!(error instanceof MatrixHttpError) || error.errcode !== "M_FORBIDDEN") return error;
  return new MatrixHttpError(400, "M_INVALID_ROOM_STATE", error.message);
}

/** `initial_state` beats the preset. */
function allState({ preset, initialState, copied }: NewRoom): readonly InitialState[] {
  if (copied !== undefined) return initialState;
  const isGiven = (wanted: InitialState): boolean =>
    initialState.some(({ type, stateKey }) => type === wanted.type && stateKey === wanted.stateKey);
  return [...presetState(preset).filter((state) => !isGiven(state)), ...initialState];
}

/** Of several servers each has to answer, so that the room does not depend on which of them is asked first. */
async function assertReachable(
  context: Pick<ServerContext, "federation">,
  users: readonly string[],
): Promise<void> {
  const servers = [...new Set(users.map(serverOf))];
  if (servers.length < 2) return;
  for (let at = 0; at < servers.length; at += ASKED_AT_ONCE) {
    const some = servers.slice(at, at + ASKED_AT_ONCE);
    const answers = await Promise.all(some.map((server) => context.federation.version(server)));
    // An error of a server that answers says nothing about invites.
    for (const answer of answers)
      if (!answer.ok && answer.error.kind !== "http") throw clientError(answer.error);
  }
}

async function inviteElsewhere(
  context: Pick<ServerContext, "federation" | "keys" | "serverName">,
  draft: RoomDraft,
  sender: string,
  target: string,
  content: JsonObject,
): Promise<FirstEvent> {
  const wanted = { type: "m.room.member", sender, stateKey: target, content, origin: context.serverName };
  const made = await draft.make(wanted).catch((error: unknown) => {
    throw invalidState(error);
  });
  const described = await Promise.all(STRIPPED_TYPES.map((type) => draft.stateEvent(type)));
  const roomState = described.flatMap((event) => (event === undefined ? [] : [event.json]));
  const signed = await signedByInvited(context, made, roomState, draft.room.version);
  await put(signed, draft);
  return signed;
}
