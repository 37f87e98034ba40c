/** Making rooms: all of it in one commit, or nothing (O32). */
import {
  buildEvent,
  isRoomVersion,
  type JsonValue,
  type Pdu,
  ROOM_VERSIONS,
  type RoomVersion,
} from "@knockgen/auth";
import type { ServerContext } from "../context.js";
import { MatrixHttpError } from "../errors.js";
import { unreadable } from "../room/make-event.js";
import { AliasTaken } from "../store/rooms/alias-taken.js";
import { randomId } from "../values/ids.js";
import { creatorsOf, withoutCreators } from "./creators.js";
import { put } from "./first-event.js";
import { firstEvents } from "./first-events.js";
import type { NewRoom } from "./new-room.js";

/** Rooms of one creator that are made within a millisecond. */
const MAX_TRIES = 1_000;

/** A change of another room that is committed together with a new one. Does nothing, and rejects never, unless that is made. */
export type Beside = (roomId: string, isMade: () => boolean) => Promise<void>;

/**
 * Makes the room, and gives its ID. Where the rules refuse one of its events, or the only server that is to sign an
 * invite cannot be reached, nothing is left.
 */
export async function createRoom(context: ServerContext, given: NewRoom, beside?: Beside): Promise<string> {
  for (let later = 0; ; later++) {
    const roomId = await tryToCreate(context, given, later, beside);
    if (roomId !== undefined) return roomId;
    if (later === MAX_TRIES) throw new Error("every ID for a new room is taken");
  }
}

/**
 * From version 12 on, the ID is the hash of the create event: of two alike in one millisecond, the second is dated later. Undefined
 * for a room that is there already.
 */
async function tryToCreate(
  context: ServerContext,
  given: NewRoom,
  later: number,
  beside?: Beside,
): Promise<string | undefined> {
  const { version } = given;
  if (!isRoomVersion(version))
    throw new MatrixHttpError(400, "M_UNSUPPORTED_ROOM_VERSION", `Room version ${version} is not known here`);
  const create = createEvent(context, given, version, later);
  const { roomId } = create;
  const wanted = withoutCreators(context, roomId, given, creatorsOf(create, version));
  // Drawn first, since other servers are asked meanwhile and changes of other rooms do not wait for them.
  const events = await context.writer.sketch(roomId, version, (draft) =>
    firstEvents(context, draft, create, wanted),
  );
  let isMade = false;
  const making = context.writer
    .make(roomId, version, async (draft) => {
      isMade = false;
      if (draft.room.at("m.room.create", "") !== undefined) return undefined;
      for (const event of events) await put(event, draft);
      const { alias, creator, published } = wanted;
      draft.list({ ...(alias === undefined ? {} : { alias: { alias, creator } }), published });
      isMade = true;
      return roomId;
    })
    .catch((error: unknown) => {
      isMade = false;
      if (error instanceof AliasTaken) throw aliasTaken(error.alias);
      throw error;
    });
  // A change that follows in the queue of the writer at once goes into the same commit.
  const [made] = await Promise.all([making, beside?.(roomId, () => isMade)]);
  return made;
}

/** For room versions in which a server chooses it. */
export function newRoomId(serverName: string): string {
  return `!${randomId()}:${serverName}`;
}

/** The answer where an alias leads to another room. */
export function aliasTaken(alias: string): MatrixHttpError {
  return new MatrixHttpError(400, "M_ROOM_IN_USE", `${alias} is taken`);
}

function createEvent(
  context: Pick<ServerContext, "now" | "serverName" | "signer">,
  wanted: NewRoom,
  version: RoomVersion,
  later: number,
): Pdu {
  const rules = ROOM_VERSIONS[version];
  // From version 11 on the sender is the creator, and a name that the client gives would mislead readers.
  const { creator: _, ...given }: Readonly<Record<string, JsonValue>> = wanted.creationContent;
  const content: Record<string, JsonValue> = { ...given, room_version: version };
  if (rules.creators === "content") content.creator = wanted.creator;
  if (rules.creators === "sender-and-additional" && wanted.trusted.length > 0) {
    const named = content.additional_creators ?? [];
    // A value that is not a list stays, for the rules to refuse.
    if (Array.isArray(named)) content.additional_creators = [...new Set([...named, ...wanted.trusted])];
  }
  const built = buildEvent(
    { type: "m.room.create", sender: wanted.creator, stateKey: "", content },
    {
      roomId: rules.roomId === "create-event" ? undefined : (wanted.roomId ?? newRoomId(context.serverName)),
      roomVersion: version,
      state: () => undefined,
      extremities: [],
      originServerTs: context.now() + later,
      ...context.signer.forEvents(version),
    },
  );
  if (built.ok) return built.event;
  throw built.check === "rules"
    ? new MatrixHttpError(400, "M_INVALID_ROOM_STATE", built.verdict.reason)
    : unreadable(built);
}
