/** Making rooms. */
import {
  isRoomVersion,
  type JsonObject,
  type JsonValue,
  type Pdu,
  ROOM_VERSIONS,
  type RoomVersion,
} from "@knockgen/auth";
import type { ServerContext } from "../context.js";
import { MatrixHttpError } from "../errors.js";
import { randomId } from "../ids.js";
import { completeEvent, eventTemplate } from "./build.js";
import { type InitialState, initialPowerLevels, type Preset, presetState } from "./presets.js";

/** A client's request. */
export interface NewRoom {
  readonly creator: string;
  readonly version: string;
  readonly preset: Preset;
  readonly creationContent: JsonObject;
  /** Users who get the creator's power, with `trusted_private_chat`. */
  readonly trusted: readonly string[];
  readonly powerLevels: JsonObject;
  readonly initialState: readonly InitialState[];
  /** Full alias, which becomes the canonical one. */
  readonly alias: string | undefined;
}

/** Makes the room, all of it in one commit, and gives its ID. */
export async function createRoom(context: ServerContext, wanted: NewRoom): Promise<string> {
  const { version } = wanted;
  if (!isRoomVersion(version))
    throw new MatrixHttpError(400, "M_UNSUPPORTED_ROOM_VERSION", `Room version ${version} is not known here`);
  const create = createEvent(context, wanted, version);
  const member = await creatorContent(context, wanted.creator);
  await context.writer.make(create.roomId, version, async (draft) => {
    await draft.add(create);
    const state = (type: string, stateKey: string, content: JsonObject): Promise<Pdu> =>
      draft.send({ type, sender: wanted.creator, stateKey, content });
    await state("m.room.member", wanted.creator, member);
    const levels = initialPowerLevels(version, wanted.preset, wanted.creator, wanted.trusted);
    await state("m.room.power_levels", "", { ...levels, ...wanted.powerLevels });
    if (wanted.alias !== undefined) await state("m.room.canonical_alias", "", { alias: wanted.alias });
    for (const { type, stateKey, content } of allState(wanted)) await state(type, stateKey, content);
  });
  return create.roomId;
}

/** `initial_state` beats the preset. */
function allState({ preset, initialState }: NewRoom): InitialState[] {
  const isGiven = (wanted: InitialState): boolean =>
    initialState.some(({ type, stateKey }) => type === wanted.type && stateKey === wanted.stateKey);
  return [...presetState(preset).filter((state) => !isGiven(state)), ...initialState];
}

function createEvent(context: ServerContext, wanted: NewRoom, version: RoomVersion): Pdu {
  const rules = ROOM_VERSIONS[version];
  const content: Record<string, JsonValue> = { ...wanted.creationContent, room_version: version };
  if (rules.creators === "content") content.creator = wanted.creator;
  if (rules.creators === "sender-and-additional" && wanted.trusted.length > 0) {
    const given = Array.isArray(content.additional_creators) ? content.additional_creators : [];
    content.additional_creators = [...new Set([...given, ...wanted.trusted])];
  }
  const template = eventTemplate(
    { type: "m.room.create", sender: wanted.creator, stateKey: "", content },
    {
      roomId: rules.roomId === "create-event" ? undefined : `!${randomId()}:${context.serverName}`,
      version,
      prev: [],
      auth: [],
      depth: 1,
      now: context.now(),
    },
  );
  return completeEvent(template, version, context.signer);
}

async function creatorContent(context: ServerContext, creator: string): Promise<JsonObject> {
  const account = await context.store.account(creator);
  return {
    membership: "join",
    ...(account?.displayName === undefined ? {} : { displayname: account.displayName }),
    ...(account?.avatarUrl === undefined ? {} : { avatar_url: account.avatarUrl }),
  };
}
