/** A state with all that authorises it, as other servers are given it: read part by part while it is sent. */
import { laterEvents } from "../../answers/event-parts.js";
import type { ServerContext } from "../../context.js";
import { authChain, pduOf } from "../../room/auth-chain.js";
import type { RoomKey } from "../../room/event-cache.js";
import type { StoredEvent } from "../../store/store.js";
import { laterList } from "../../values/read-later.js";
import type { Show } from "./shown-pdus.js";

type Shown = Record<string, unknown>;

/** The state that an answer gives, and what else is to be known of it. */
export interface StateWish {
  readonly room: RoomKey;
  readonly ids: readonly string[];
  readonly show: Show;
  /** Events outside of the state whose auth events are wanted, too. */
  readonly besides?: StoredEvent;
  /** Is told of each event of the state. */
  readonly look?: (event: StoredEvent) => void;
}

/** The chain is that of the state, and so stands behind it in an answer. */
export function stateParts(
  context: Pick<ServerContext, "store">,
  { room, ids, show, besides, look = () => {} }: StateWish,
): { readonly state: Shown[]; readonly chain: Shown[] } {
  const named = new Set(besides && pduOf(besides, room.version).authEventIds);
  const state = laterEvents(context.store, ids, (events) => {
    for (const event of events) {
      for (const id of pduOf(event, room.version).authEventIds) named.add(id);
      look(event);
    }
    return events.map(show);
  });
  return { state, chain: chainLater(context, room, named, show) };
}

/** The events that authorise others, which are looked up when they are read. */
export function chainLater(
  context: Pick<ServerContext, "store">,
  room: RoomKey,
  named: Iterable<string>,
  show: Show,
): Shown[] {
  return laterList(async function* () {
    for await (const events of authChain(context, named, room)) yield events.map(show);
  });
}
