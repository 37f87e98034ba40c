/** Says in a few words where in an exchange a finding is, and what it is. */
import type { Finding } from "../finding.js";
import { NOTHING } from "../secrets/masked.js";

/** `200 body /devices/{each}/display_name`, with the event's type where it is about one. */
export function placeText({ status, place, pointer, event }: Finding): string {
  const of = event === undefined ? "" : ` (${event})`;
  return `${status === undefined ? "request" : status} ${place}${pointer === "" ? "" : ` ${pointer}`}${of}`;
}

/** The place and the departure, with what was found there where there was anything. */
export function findingText(finding: Finding): string {
  const { message, sample } = finding;
  return `${placeText(finding)} ${message}${sample === NOTHING ? "" : `, found ${sample}`}`;
}
