/** Events that relate to one, page by page (C81 to C83). */
import type { GetRelatingEventsQuery, GetRelatingEventsResponse200 } from "@knockgen/matrix/client-server";
import { mapInTurns } from "../../bounds/turns.js";
import { BEGINNING } from "../../store/rooms/room-records.js";
import type { StoredEvent } from "../../store/store.js";
import { isIgnored } from "../../sync/filter/ignored.js";
import { visibleTo } from "../../sync/timeline/visibility.js";
import { pagePositionOf, tokenOf } from "../../sync/token.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { seenEvent, showInFull } from "../events/shown-event.js";
import { openView, type View } from "../events/view.js";
import { pagePart, pageSize } from "./page.js";

type Parts = Pick<Context, "notifier" | "now" | "serverName" | "store" | "writer">;

interface AboutEvent {
  readonly path: {
    readonly roomId: string;
    readonly eventId: string;
    readonly relType?: string;
    readonly eventType?: string;
  };
  readonly query: GetRelatingEventsQuery;
  readonly auth: Auth;
}

/** Levels of relations that are followed where a client asks for that. */
const MAX_DEPTH = 3;
/** Events of one level whose relations are followed. */
const MAX_FOLLOWED = 1_000;

/** Handler of the three operations that differ in what they leave out. */
export function readRelations(
  context: Parts,
): (about: AboutEvent) => Promise<{ readonly status: 200; readonly body: GetRelatingEventsResponse200 }> {
  return async ({ path, query, auth }) => {
    const view = await openView(context, path.roomId, auth);
    const { event } = await seenEvent(context, view, path.eventId);
    const back = query.dir !== "f";
    const limit = pageSize(query.limit);
    const part = await pagePart(context, query, back, view.upTo);
    const { parents, depth } = await followed(context, view, event, query.recurse === true);
    const { events: page, more } = await context.store.related({
      roomId: path.roomId,
      to: parents,
      relType: path.relType,
      type: path.eventType,
      ...part,
      limit,
      order: back ? "newest" : "oldest",
    });
    const oldestFirst = back ? [...page].reverse() : page;
    const memberships = await visibleTo(context, view.room, view.membership, oldestFirst);
    const isShown = (each: StoredEvent): boolean =>
      each.eventId !== event.eventId && memberships.has(each.eventId) && !isIgnored(view.ignored, each);
    const events = page.filter(isShown);
    const last = more ? page.at(-1) : undefined;
    const show = await showInFull(context, { view, auth }, events, memberships);
    return {
      status: 200,
      body: {
        chunk: await mapInTurns(events, show),
        ...(last && { next_batch: tokenOf(last.position - Number(back)) }),
        ...(pagePositionOf(query.from) !== undefined && { prev_batch: query.from }),
        ...(depth !== undefined && { recursion_depth: depth }),
      },
    };
  };
}

/** The events whose children are wanted: the one, and those that relate to it over a few levels. Loops end, as each is followed once. */
async function followed(
  { store }: Parts,
  { room: { roomId }, upTo }: View,
  event: StoredEvent,
  recurse: boolean,
): Promise<{ readonly parents: readonly string[]; readonly depth: number | undefined }> {
  if (!recurse) return { parents: [event.eventId], depth: undefined };
  const all = new Set([event.eventId]);
  let level: readonly string[] = [event.eventId];
  for (let depth = 1; depth < MAX_DEPTH && level.length > 0; depth++) {
    const { events: children } = await store.related({
      roomId,
      to: level,
      after: BEGINNING,
      upTo,
      limit: MAX_FOLLOWED,
      order: "newest",
    });
    level = children.map(({ eventId }) => eventId).filter((id) => !all.has(id));
    for (const id of level) all.add(id);
  }
  return { parents: [...all], depth: MAX_DEPTH };
}
