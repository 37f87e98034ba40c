/** Events in the form that a filter asks for. */
import type { ClientEventWithoutRoomId } from "@knockgen/matrix/client-server";
import { type ClientView, takesMuch, withoutRoomId } from "../../room/client-event.js";
import { shownJson } from "../../room/redacted-json.js";
import type { StoredEvent } from "../../store/store.js";
import { isRecord } from "../../values/is-record.js";
import { madeWhenRead } from "../../values/made-when-read.js";
import { plain } from "../../values/plain.js";
import type { ReadFilter } from "../filter/filter.js";
import { pick } from "../filter/patterns.js";

/**
 * An event of a sync. The members that every event has stay, whichever fields are asked for: a server may send more than
 * that, and clients could not read less.
 */
export function shownEvent(
  event: StoredEvent,
  view: ClientView,
  filter: ReadFilter,
): ClientEventWithoutRoomId {
  return madeWhenRead(takesMuch(event, view), () => formed(event, view, filter));
}

function formed(
  event: StoredEvent,
  view: ClientView,
  { fields, isFederationFormat }: ReadFilter,
): ClientEventWithoutRoomId {
  const usual = withoutRoomId(event, view);
  const raw = isFederationFormat ? plain(shownJson(event, view.version, view.isErased?.(event))) : undefined;
  const whole = typeof raw === "object" && raw !== null ? { ...raw, ...usual } : usual;
  if (fields === undefined) return whole;
  const { content, unsigned, ...picked } = pick({ ...whole }, fields);
  const { event_id, type, sender, origin_server_ts, state_key } = usual;
  const always = {
    event_id,
    type,
    sender,
    origin_server_ts,
    ...(state_key === undefined ? {} : { state_key }),
  };
  return {
    ...picked,
    ...always,
    content: isRecord(content) ? content : {},
    ...(isRecord(unsigned) ? { unsigned } : {}),
  };
}
