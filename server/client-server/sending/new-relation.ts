/** Relations that a client may not make (C87); other servers' are taken as they come. */
import type { JsonObject } from "@knockgen/auth";
import { MatrixHttpError } from "../../errors.js";
import type { RoomDraft } from "../../room/draft/draft.js";
import { type Relation, relationOf } from "../../store/rooms/relation.js";
import { BEGINNING } from "../../store/rooms/room-records.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";

/** A sender's annotations of one event and type that are looked at. */
const MAX_ANNOTATIONS = 500;

/** Refuses a second annotation of the same kind, and a thread that begins in a relation. To be asked in the room's turn. */
export async function requireNewRelation(
  context: Pick<Context, "store">,
  draft: RoomDraft,
  { userId }: Auth,
  event: { readonly type: string; readonly content: JsonObject },
): Promise<void> {
  const relation = relationOf({ ...event });
  const own = { type: event.type, sender: userId };
  if (relation?.relType === "m.annotation" && (await isAnnotated(context, draft, own, relation)))
    throw new MatrixHttpError(
      400,
      "M_DUPLICATE_ANNOTATION",
      "You have annotated the event like this already",
    );
  if (relation?.relType !== "m.thread") return;
  const [root] = await context.store.events([relation.to]);
  if (root !== undefined && relationOf(root.json) !== undefined)
    throw new MatrixHttpError(
      400,
      "M_UNKNOWN",
      "A thread cannot begin with an event that relates to another",
    );
}

async function isAnnotated(
  { store }: Pick<Context, "store">,
  draft: RoomDraft,
  { type, sender }: { readonly type: string; readonly sender: string },
  { to, key }: Relation,
): Promise<boolean> {
  const { events: stored } = await store.related({
    roomId: draft.room.roomId,
    to: [to],
    relType: "m.annotation",
    type,
    sender,
    after: BEGINNING,
    upTo: Number.MAX_SAFE_INTEGER,
    limit: MAX_ANNOTATIONS,
    order: "newest",
  });
  // Those of the same commit are not in the store yet.
  const added = [...draft.added].map(({ stored: event }) => event);
  return [...stored, ...added.filter((event) => event.sender === sender && event.type === type)].some(
    ({ json }) => {
      const other = relationOf(json);
      return other?.relType === "m.annotation" && other.to === to && other.key === key;
    },
  );
}
