/** The events of a new room, drawn before any is kept: state, invites of local users, invites that other servers have signed. */
import type { JsonObject, Pdu } from "@knockgen/auth";
import type { ServerContext } from "../context.js";
import { MatrixHttpError } from "../errors.js";
import { memberContent } from "../membership/change.js";
import { requireInvitable } from "../membership/may-invite.js";
import type { RoomDraft } from "../room/draft/draft.js";
import { serverOf } from "../values/ids.js";
import { type FirstEvent, invalidState } from "./first-event.js";
import { inviteContent, invitesElsewhere } from "./first-invites.js";
import type { NewRoom } from "./new-room.js";
import { type InitialState, initialPowerLevels, presetState } from "./presets.js";

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
  const here = wanted.invited.filter((user) => serverOf(user) === context.serverName);
  for (const user of here) await requireInvitable(context, user);
  for (const user of here) await state("m.room.member", user, await inviteContent(context, wanted, user));
  drawn.push(...(await invitesElsewhere(context, draft, wanted)));
  return drawn;
}

/** `initial_state` beats the preset. */
function allState({ preset, initialState, copied }: NewRoom): readonly InitialState[] {
  if (copied !== undefined) return initialState;
  const isGiven = (wanted: InitialState): boolean =>
    initialState.some(({ type, stateKey }) => type === wanted.type && stateKey === wanted.stateKey);
  return [...presetState(preset).filter((state) => !isGiven(state)), ...initialState];
}
