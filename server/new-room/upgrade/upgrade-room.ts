/** Upgrading a room: another one, of another version, takes its place (C117 to C123). */
import {
  isRoomVersion,
  isUserId,
  type JsonObject,
  own,
  type Pdu,
  ROOM_VERSIONS,
  type RoomVersion,
} from "@knockgen/auth";
import type { ServerContext } from "../../context.js";
import { forbidden, invalidParam, MatrixHttpError, notFound } from "../../errors.js";
import { copyKept, followUpgrade } from "../../membership/follow-upgrade.js";
import { leave } from "../../membership/leave.js";
import type { RoomDraft } from "../../room/draft/draft.js";
import { createRoom, newRoomId } from "../create.js";
import { creatorsOf } from "../creators.js";
import { put } from "../first-event.js";
import type { NewRoom } from "../new-room.js";
import type { InitialState } from "../presets.js";
import { closedLevels, copiedLevels } from "./copied-levels.js";
import { copiedCreation, copiedState } from "./copied-state.js";

/** A client's request. */
export interface Upgrade {
  readonly roomId: string;
  readonly userId: string;
  readonly version: string;
  readonly additionalCreators: readonly string[];
}

const TOMBSTONE = "m.room.tombstone";

/** Makes the new room, closes the old one, and gives the ID of the new. Where it fails, neither has changed. */
export async function upgradeRoom(context: ServerContext, upgrade: Upgrade): Promise<string> {
  const { roomId: oldId, userId, version } = upgrade;
  if (!isRoomVersion(version))
    throw new MatrixHttpError(400, "M_UNSUPPORTED_ROOM_VERSION", `Room version ${version} is not known here`);
  for (const user of upgrade.additionalCreators)
    if (!isUserId(user)) throw invalidParam(`${user} is not a user ID`);
  const old = await context.writer.room(oldId);
  if (old === undefined) throw notFound("There is no such room here");
  if (old.membershipOf(userId) !== "join") throw forbidden("You are not in this room");
  // Where the version takes the room's ID from its create event, the tombstone can only follow that (C118).
  const chosen = ROOM_VERSIONS[version].roomId === "server" ? newRoomId(context.serverName) : undefined;
  const drawn = await context.writer.look(oldId, async (draft) => ({
    // The rules say now whether the upgrader may send it.
    tombstone: await draft.make(tombstoneOf(userId, chosen ?? oldId)),
    replacement: await replacementIn(draft),
    wanted: await wantedRoom(draft, upgrade, version),
  }));
  if (drawn === undefined) throw notFound("There is no such room here");
  const { tombstone, wanted } = drawn;
  const predecessor = {
    room_id: oldId,
    ...(chosen !== undefined && { event_id: tombstone.eventId }),
  };
  const close = (newId: string) => async (draft: RoomDraft) => {
    const replacement = await replacementIn(draft);
    if (replacement !== drawn.replacement) return replacement;
    if (chosen === undefined) await draft.send(tombstoneOf(userId, newId));
    else await put({ event: tombstone, signedBy: new Set([context.serverName]) }, draft);
    await closeRoom(context, draft, userId);
    draft.list({ published: false, movedTo: newId });
    return undefined;
  };
  // One commit: a server that stops here has upgraded the room, or has not and knows no new one.
  let closed: Promise<string | undefined> = Promise.resolve(undefined);
  const newId = await createRoom(
    context,
    { ...wanted, roomId: chosen, creationContent: { ...wanted.creationContent, predecessor } },
    async (made, isMade) => {
      const closing = close(made);
      closed = context.writer.change(oldId, async (draft) => (isMade() ? closing(draft) : undefined));
      await Promise.allSettled([closed]);
    },
  );
  const faster = await closed.catch(async (error: unknown) => {
    await abandon(context, newId, userId);
    throw error;
  });
  if (faster !== undefined) {
    await abandon(context, newId, userId);
    return faster;
  }
  await copyKept(context, userId, oldId, newId);
  // The answer does not wait for all users. Should the server stop before, their data follow when they join.
  context.work.behind(
    "what users keep about a room was not copied",
    () => followUpgrade(context, oldId, newId),
    { roomId: oldId },
  );
  return newId;
}

/** The room that has taken a room's place. */
async function replacementIn(draft: RoomDraft): Promise<string | undefined> {
  const replacement = own((await draft.shownContent(TOMBSTONE)) ?? {}, "replacement_room");
  return typeof replacement === "string" ? replacement : undefined;
}

/** The room that was made leads nowhere: another upgrade has been faster, perhaps in another process, or the rules have changed. */
async function abandon(context: ServerContext, roomId: string, userId: string): Promise<void> {
  await leave(context, userId, roomId);
  context.announce(await context.store.forget(roomId, userId));
}

function tombstoneOf(sender: string, replacement_room: string) {
  const content = { body: "This room has been replaced", replacement_room };
  return { type: TOMBSTONE, sender, stateKey: "", content };
}

async function wantedRoom(
  draft: RoomDraft,
  { userId, additionalCreators }: Upgrade,
  version: RoomVersion,
): Promise<NewRoom> {
  const { version: oldVersion } = draft.room;
  const create = await draft.create();
  const hasMore = ROOM_VERSIONS[version].creators === "sender-and-additional";
  const creators = {
    before: create === undefined ? new Set<string>() : creatorsOf(create, oldVersion),
    after: new Set(hasMore ? [userId, ...additionalCreators] : []),
  };
  const levels = copiedLevels(await levelsOf(draft, create), userId, [oldVersion, version], creators);
  const more = hasMore && additionalCreators.length > 0 ? [...new Set(additionalCreators)] : undefined;
  return {
    creator: userId,
    version,
    preset: "private_chat",
    creationContent: { ...(await copiedCreation(draft)), ...(more && { additional_creators: more }) },
    trusted: [],
    powerLevels: levels.building,
    copied: { finalLevels: levels.final },
    initialState: inOrder(await copiedState(draft)),
    alias: undefined,
    published: false,
    invited: [],
    isDirect: false,
  };
}

/** The levels of a room; without such an event, its creator has all power. */
async function levelsOf(draft: RoomDraft, create: Pdu | undefined): Promise<JsonObject> {
  const content = await draft.shownContent("m.room.power_levels");
  if (content !== undefined) return content;
  return create === undefined ? {} : { users: { [create.sender]: 100 } };
}

/** Bans come last, when everything that may let users in stands. */
function inOrder(state: readonly InitialState[]): readonly InitialState[] {
  const isBan = ({ type }: InitialState): boolean => type === "m.room.member";
  return [...state.filter((each) => !isBan(each)), ...state.filter(isBan)];
}

/** The old room has no aliases any more, and is quiet, as far as the upgrader may see to that (C121, C122). */
async function closeRoom(
  { log }: Pick<ServerContext, "log">,
  draft: RoomDraft,
  sender: string,
): Promise<void> {
  const { roomId, version } = draft.room;
  const change = async (type: string, content: JsonObject): Promise<void> => {
    try {
      await draft.send({ type, sender, stateKey: "", content });
    } catch (error) {
      if (!(error instanceof MatrixHttpError)) throw error;
      log("info", "a room that was upgraded stays as it is", { roomId, type, error });
    }
  };
  const alias = (await draft.shownContent("m.room.canonical_alias")) ?? {};
  if (Object.keys(alias).length > 0) await change("m.room.canonical_alias", {});
  const levels = (await draft.shownContent("m.room.power_levels")) ?? {};
  await change("m.room.power_levels", closedLevels(levels, version));
}
