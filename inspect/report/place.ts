/** Says in a few words where in an exchange a finding is. */
import type { Finding } from "../finding.js";

/** `200 body /devices/{each}/display_name`, with the event's type where it is about one. */
export function placeText({ status, place, pointer, event }: Finding): string {
  const of = event === undefined ? "" : ` (${event})`;
  return `${status === undefined ? "request" : status} ${place}${pointer === "" ? "" : ` ${pointer}`}${of}`;
}
