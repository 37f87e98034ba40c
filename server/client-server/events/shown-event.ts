/** Events of a room as one user is shown them. */
import type { ClientEvent } from "@knockgen/matrix/client-server";
import { laterEvents } from "../../answers/event-parts.js";
import type { ClientAuth, ServerContext } from "../../context.js";
import { noSuchEvent } from "../../errors.js";
import { type ClientView, clientEvent } from "../../room/client-event.js";
import type { StoredEvent } from "../../store/store.js";
import { aggregated } from "../../sync/timeline/aggregations.js";
import { earlierState, earlierStates } from "../../sync/timeline/earlier-state.js";
import { withoutIdleRedactions } from "../../sync/timeline/effective-redactions.js";
import { membershipsAt } from "../../sync/timeline/memberships.js";
import { visibleTo } from "../../sync/timeline/visibility.js";
import type { View } from "./view.js";

/** Shows events, with more about them where it is known. */
export function showTo(
  { now }: Pick<ServerContext, "now">,
  view: View,
  auth: ClientAuth,
  more: Pick<ClientView, "aggregations" | "earlier" | "memberships"> = {},
): (event: StoredEvent) => ClientEvent {
  const { room, isErased } = view;
  return (event) =>
    clientEvent(event, { ...more, isErased, version: room.version, now: now(), viewer: auth });
}

/** State of a view. */
export interface StateWish {
  readonly ids: Iterable<string>;
  readonly wants?: (event: StoredEvent) => boolean;
  /** Whether each event is shown with the viewer's membership after it. */
  readonly withMemberships?: boolean;
}

/** The state, which is read and shown part by part while it is sent (O8). */
export function shownState(
  context: Pick<ServerContext, "now" | "store" | "writer">,
  { view, auth }: { readonly view: View; readonly auth: ClientAuth },
  { ids, wants = () => true, withMemberships = false }: StateWish,
): ShownState[] {
  const { room, membership } = view;
  const earlier = earlierStates(context, room, membership);
  return laterEvents(context.store, ids, async (read) => {
    const events = read.filter(wants);
    const memberships = withMemberships && (await membershipsAt(context, membership, events));
    const more = { earlier: await earlier(events), ...(memberships && { memberships }) };
    return events.map(showTo(context, view, auth, more)).filter(isState);
  });
}

type ShownState = ClientEvent & { readonly state_key: string };

function isState(event: ClientEvent): event is ShownState {
  return event.state_key !== undefined;
}

/** Shows these events with all that is known of them. */
export async function showInFull(
  context: Pick<ServerContext, "now" | "store" | "writer">,
  { view, auth }: { readonly view: View; readonly auth: ClientAuth },
  events: readonly StoredEvent[],
  memberships: ReadonlyMap<string, string>,
): Promise<(event: StoredEvent) => ClientEvent> {
  return showTo(context, view, auth, await detailsOf(context, view, events, memberships));
}

/** All that some events of a view are shown with; `memberships` is what is known of the viewer's already. */
export async function detailsOf(
  context: Pick<ServerContext, "store" | "writer">,
  view: View,
  events: readonly StoredEvent[],
  memberships: ReadonlyMap<string, string>,
): Promise<Pick<ClientView, "aggregations" | "earlier" | "memberships">> {
  const bundled = await aggregated(context, view, events);
  return {
    aggregations: bundled.aggregations,
    earlier: await earlierState(context, view.room, view.membership, events),
    memberships: new Map([...bundled.memberships, ...memberships]),
  };
}

/** An event, and its viewer's membership after it. */
export interface SeenEvent {
  readonly event: StoredEvent;
  readonly memberships: ReadonlyMap<string, string>;
}

/** An event that the user may see; 404 for all others, there or not. */
export async function seenEvent(
  context: Pick<ServerContext, "store" | "writer">,
  view: View,
  eventId: string,
): Promise<SeenEvent> {
  const { room, membership, upTo } = view;
  const [event] = await context.store.events([eventId]);
  const isThere = event?.roomId === room.roomId && event.status === "accepted" && event.position <= upTo;
  const memberships = isThere ? await visibleTo(context, room, membership, [event]) : new Map();
  if (event !== undefined && (memberships.size > 0 || isKnownState(view, event))) {
    const [shown] = await withoutIdleRedactions(context, room, [event]);
    if (shown !== undefined) return { event: shown, memberships };
  }
  throw noSuchEvent();
}

/** State without a place in the history, as from a join elsewhere: `/state` shows it while it stands, `prev_content` the user's own. */
function isKnownState({ room, state, membership }: View, event: StoredEvent): boolean {
  const { type, stateKey } = event;
  if (event.roomId !== room.roomId || event.status !== "outlier" || stateKey === undefined) return false;
  const isOwn = type === "m.room.member" && stateKey === membership.userId;
  return isOwn || state.get(type)?.get(stateKey) === event.eventId;
}
