/** Events as clients get them. */
import { isJsonObject, type JsonObject, own, type RoomVersion } from "@knockgen/auth";
import type { ClientEvent, ClientEventWithoutRoomId } from "@knockgen/matrix/client-server";
import type { ClientAuth } from "../context.js";
import type { StoredEvent } from "../store/store.js";
import type { Aggregation } from "../sync/timeline/aggregations.js";
import { eventIdOf, roomId, userId } from "../values/ids.js";
import { madeWhenRead } from "../values/made-when-read.js";
import { plainObject } from "../values/plain.js";
import type { IsErased } from "./erased.js";
import { shownJson } from "./redacted-json.js";

/** Additions that an event is shown with. */
export interface ClientView {
  readonly version: RoomVersion;
  readonly now: number;
  /** Who looks: the sending device gets its transaction ID back. */
  readonly viewer: ClientAuth;
  /** Events that others replace, by ID, as far as the viewer may see them. */
  readonly earlier?: ReadonlyMap<string, StoredEvent>;
  /** The viewer's membership after each event, by ID, as far as it is known (C102). */
  readonly memberships?: ReadonlyMap<string, string>;
  /** Events that the viewer is shown redacted, since their senders are erased (C69). */
  readonly isErased?: IsErased;
  /** Summaries of what relates to events, by the IDs of these (C84). */
  readonly aggregations?: ReadonlyMap<string, Aggregation>;
}

/** Content and sender of the replaced event: clients tell a refused knock from a withdrawn one by them (O18). */
function earlierParts({ replaces }: StoredEvent, { earlier, version, isErased }: ClientView): object {
  const before = replaces === undefined ? undefined : earlier?.get(replaces);
  if (before === undefined) return {};
  return {
    prev_content: plainObject(own(shownJson(before, version, isErased?.(before)), "content")),
    prev_sender: userId(before.sender),
  };
}

/** The redaction as a whole (C13), or its ID for a viewer who may not see it; the ID also where older clients look. */
function redactionParts({ redactedBy }: StoredEvent, view: ClientView): object {
  if (redactedBy === undefined) return {};
  const redaction = view.earlier?.get(redactedBy);
  // Without what it may have been redacted by itself, so that no chain of them is followed.
  const { earlier: _, aggregations: __, ...alone } = view;
  return {
    redacted_by: redactedBy,
    redacted_because: redaction === undefined ? { event_id: redactedBy } : withoutRoomId(redaction, alone),
  };
}

/** Clients of either age find what a redaction redacts, in all versions (C12). */
function redactsParts(json: JsonObject, type: string): { readonly redacts?: string } {
  if (type !== "m.room.redaction") return {};
  const content = own(json, "content");
  const redacts = (isJsonObject(content) ? own(content, "redacts") : undefined) ?? own(json, "redacts");
  return typeof redacts === "string" ? { redacts } : {};
}

/** Bundles of what relates to an event (C84). */
function relationParts({ eventId }: StoredEvent, view: ClientView, show: Show): object {
  const { edit, thread, references = [] } = view.aggregations?.get(eventId) ?? {};
  // Edits of what is bundled are shown as well, and nothing deeper, so that no loop of relations is followed.
  const inside = (event: StoredEvent): object => {
    const editOfIt = event === edit ? undefined : view.aggregations?.get(event.eventId)?.edit;
    const aggregations = new Map(editOfIt && [[event.eventId, { edit: editOfIt }]]);
    return show(event, { ...view, aggregations });
  };
  const relations = {
    ...(edit && { "m.replace": inside(edit) }),
    ...(thread && {
      "m.thread": {
        latest_event: inside(thread.latest),
        count: thread.count,
        current_user_participated: thread.participated,
      },
    }),
    ...(references.length > 0 && { "m.reference": { chunk: references.map((id) => ({ event_id: id })) } }),
  };
  return Object.keys(relations).length === 0 ? {} : { "m.relations": relations };
}

type Show = (event: StoredEvent, view: ClientView) => object;

/** An event of a room that is clear from where it stands. */
export function withoutRoomId(
  event: StoredEvent,
  view: ClientView,
  show: Show = withoutRoomId,
): ClientEventWithoutRoomId {
  const json = shownJson(event, view.version, view.isErased?.(event));
  const ts = Number(own(json, "origin_server_ts") ?? 0);
  const { viewer } = view;
  const redacts = redactsParts(json, event.type);
  const membership = view.memberships?.get(event.eventId);
  const mine = event.sender === viewer.userId && event.device === viewer.deviceId;
  return {
    event_id: eventIdOf(event.eventId),
    type: event.type,
    sender: userId(event.sender),
    origin_server_ts: ts,
    content: Object.assign(plainObject(own(json, "content")), redacts),
    ...redacts,
    ...(event.stateKey === undefined ? {} : { state_key: event.stateKey }),
    unsigned: {
      age: Math.max(0, view.now - ts),
      ...(membership !== undefined && { membership }),
      ...(mine && event.transactionId !== undefined ? { transaction_id: event.transactionId } : {}),
      ...(event.replaces === undefined ? {} : { replaces_state: eventIdOf(event.replaces) }),
      ...earlierParts(event, view),
      ...redactionParts(event, view),
      ...relationParts(event, view, show),
    },
  };
}

/** Whether an event, or one that is shown as a part of it, is large. */
export function takesMuch(event: StoredEvent, { earlier }: ClientView): boolean {
  const parts = [event.replaces, event.redactedBy].map((id) => (id === undefined ? id : earlier?.get(id)));
  return [event, ...parts].some((each) => each?.largeBytes !== undefined);
}

/** An event that stands alone. */
export function clientEvent(event: StoredEvent, view: ClientView): ClientEvent {
  return madeWhenRead(takesMuch(event, view), () => ({
    ...withoutRoomId(event, view, clientEvent),
    room_id: roomId(event.roomId),
  }));
}
