/** A finding of one release, before it is known which others agree. */
import type { Finding } from "../finding.js";

export type Departure = Omit<Finding, "count" | "since" | "until"> & {
  /** Equal in all releases that find the same. */
  readonly key: string;
};

export interface Examined {
  /** `client-server/getDevices` */
  readonly operation: string;
  /** Whether the release has the operation. */
  readonly known: boolean;
  /** The server says that it lacks the operation. */
  readonly unimplemented: boolean;
  readonly departures: readonly Departure[];
}

/** `client-server/getDevices:server:200:body/devices/{each}/display_name#type`, `*` for `{each}`, and `@m.tag` where there is an event. */
export function idOf(
  operation: string,
  {
    side,
    place,
    pointer,
    keyword,
    event,
  }: Pick<Finding, "side" | "place" | "pointer" | "keyword"> & {
    readonly event?: string | undefined;
  },
  status: number | undefined,
): string {
  const parts = [operation, side, ...(status === undefined ? [] : [status]), `${place}${pointer}`];
  return `${parts.join(":")}#${keyword}${event === undefined ? "" : `@${event}`}`;
}
