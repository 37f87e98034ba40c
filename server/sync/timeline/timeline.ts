/** The timeline of one room in one sync, and the state that it starts from. */
import type { ClientEventWithoutRoomId } from "@knockgen/matrix/client-server";
import { laterEvents } from "../../answers/event-parts.js";
import { mapInTurns } from "../../bounds/turns.js";
import type { ServerContext } from "../../context.js";
import { erasedForUser } from "../../room/erased.js";
import type { Position, StoredEvent } from "../../store/store.js";
import { tokenOf } from "../token.js";
import { aggregated } from "./aggregations.js";
import { earlierState, earlierStates } from "./earlier-state.js";
import { withoutIdleRedactions } from "./effective-redactions.js";
import { membershipsAt } from "./memberships.js";
import { readTimeline, type TimelineWish } from "./read-timeline.js";
import { shownEvent } from "./shown-event.js";
import { stateFor } from "./timeline-state.js";

/** Parts of a room in an answer. */
export interface RoomNews {
  readonly timeline: {
    readonly events: ClientEventWithoutRoomId[];
    readonly limited: boolean;
    readonly prev_batch: string;
  };
  readonly state: { readonly events: ClientEventWithoutRoomId[] };
  /** Where the timeline begins. */
  readonly start: Position;
}

/** Reads a room's news. */
export async function roomNews(
  context: Pick<ServerContext, "now" | "store" | "writer">,
  wish: TimelineWish,
): Promise<RoomNews> {
  const { room, viewer, filter, fullState } = wish;
  const timeline = await readTimeline(context, wish);
  const { events, limited, start, visible } = timeline;
  const shown = await withoutIdleRedactions(context, room, events.filter(filter.wantsTimeline));
  const state = await stateFor(context, wish, timeline, shown);
  // Without a gap, clients have seen the events that relate to others.
  const bundled =
    limited || fullState ? await aggregated(context, { ...wish, ignored: filter.ignored }, shown) : undefined;
  const isErased = await erasedForUser(context, room, viewer.userId);
  const aggregations = bundled && {
    aggregations: bundled.aggregations,
    memberships: new Map([...bundled.memberships, ...visible]),
  };
  const view = {
    version: room.version,
    now: context.now(),
    viewer,
    memberships: visible,
    isErased,
    earlier: await earlierState(context, room, wish.membership, shown),
  };
  const earlier = earlierStates(context, room, wish.membership);
  const showState = async (read: readonly StoredEvent[]): Promise<ClientEventWithoutRoomId[]> => {
    const sent = read.filter(filter.wantsState);
    const stays = await membershipsAt(context, wish.membership, sent);
    const more = { ...view, earlier: await earlier(sent), memberships: stays };
    return mapInTurns(sent, (event) => shownEvent(event, more, filter));
  };
  return {
    timeline: {
      events: await mapInTurns(shown, (event) => shownEvent(event, { ...view, ...aggregations }, filter)),
      limited,
      prev_batch: tokenOf(start - 1),
    },
    state: {
      events: "ids" in state ? laterEvents(context.store, state.ids, showState) : await showState(state),
    },
    start,
  };
}
