/** The rooms of a space, as its events name them (C110, C111). */
import { own } from "@knockgen/auth";
import type { StrippedStateEvent } from "@knockgen/matrix/events";
import { isStrippedStateEvent } from "@knockgen/matrix/validators/events";
import { eventParts } from "../answers/event-parts.js";
import { heapBytes } from "../bounds/heap-size.js";
import { Turns } from "../bounds/turns.js";
import type { ServerContext } from "../context.js";
import { isRoomId } from "../values/ids.js";
import { plain } from "../values/plain.js";
import { shownJson } from "./redacted-json.js";
import { strip } from "./stripped.js";

/** The event that names a room of a space. */
export type ChildEvent = StrippedStateEvent & { readonly origin_server_ts: number };

/** A room of a space. */
export interface SpaceChild {
  readonly roomId: string;
  readonly via: readonly string[];
  readonly event: ChildEvent;
}

/** Children of one space that are looked at. */
const MAX_CHILDREN = 500;
/** Servers that one child names. */
const MAX_VIA = 10;

/** Heap that the events of one space may take: twice as much as those of as many honest children (O8). */
const MAX_HEAP_BYTES = 1024 * 1024;

/** The rooms of a space that this server knows, in their order; one without servers to ask names none any more. */
export async function childrenOf(
  context: Pick<ServerContext, "store" | "writer">,
  roomId: string,
  suggestedOnly: boolean,
): Promise<readonly SpaceChild[]> {
  const room = await context.writer.room(roomId);
  if (room === undefined) return [];
  const ids = [...room.keysOf("m.space.child").values()].slice(0, MAX_CHILDREN);
  const found: unknown[] = [];
  let left = MAX_HEAP_BYTES;
  const turns = new Turns();
  for await (const events of eventParts(context.store, ids))
    for (const stored of events) {
      await turns.next();
      // A name and some servers are never large; whatever else is in the event is not looked at.
      if (stored.largeBytes !== undefined) continue;
      const json = shownJson(stored, room.version);
      const bytes = heapBytes(json);
      if (bytes > left) continue;
      left -= bytes;
      found.push(plain({ ...strip(json), origin_server_ts: Number(own(json, "origin_server_ts")) }));
    }
  return readChildren(found, suggestedOnly);
}

/** Reads events that name children, here or in another server's answer, and orders them. */
export function readChildren(events: readonly unknown[], suggestedOnly: boolean): readonly SpaceChild[] {
  return events
    .slice(0, MAX_CHILDREN)
    .flatMap((event) => readChild(event, suggestedOnly) ?? [])
    .sort(inOrder);
}

function readChild(event: unknown, suggestedOnly: boolean): SpaceChild | undefined {
  if (!isChildEvent(event) || event.type !== "m.space.child") return undefined;
  const { state_key: roomId, content } = event;
  const via = Reflect.get(content, "via");
  const suggested = Reflect.get(content, "suggested");
  if (!isRoomId(roomId) || !Array.isArray(via) || (suggestedOnly && suggested !== true)) return undefined;
  const servers = via.filter((server) => typeof server === "string").slice(0, MAX_VIA);
  return servers.length === 0 ? undefined : { roomId, via: servers, event };
}

function isChildEvent(value: unknown): value is ChildEvent {
  return isStrippedStateEvent(value) && typeof Reflect.get(value, "origin_server_ts") === "number";
}

const ORDER = /^[\x20-\x7e]{1,50}$/;

/** By what the space says of their order, then by age, then by ID. */
function inOrder(a: SpaceChild, b: SpaceChild): number {
  const [first, second] = [orderOf(a), orderOf(b)];
  if (first !== second) return first !== undefined && (second === undefined || first < second) ? -1 : 1;
  const age = a.event.origin_server_ts - b.event.origin_server_ts;
  return age || (a.roomId < b.roomId ? -1 : 1);
}

function orderOf({ event }: SpaceChild): string | undefined {
  const order: unknown = Reflect.get(event.content, "order");
  return typeof order === "string" && ORDER.test(order) ? order : undefined;
}
