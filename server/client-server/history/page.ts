/** Pages of events, as clients ask for them. */
import type { ServerContext } from "../../context.js";
import { invalidParam } from "../../errors.js";
import { BEGINNING, type Position } from "../../store/rooms/room-records.js";
import { knownPagePosition } from "../../sync/known-token.js";

/** Events of a page where the client gives no number. */
const DEFAULT_PAGE = 10;
/** Events of any page. */
export const MAX_PAGE = 200;

/** How many events a page may have. */
export function pageSize(limit: number | undefined, least = 1): number {
  return Math.min(MAX_PAGE, Math.max(least, limit ?? DEFAULT_PAGE));
}

/** Refuses a number that the specification rules out, where it is given. */
export function requireAtLeast(least: number, name: string, value: number | undefined): void {
  if (value !== undefined && value < least) throw invalidParam(`${name} has to be ${least} or more`);
}

/** A part of a room's history. */
export interface Part {
  /** Exclusive. */
  readonly after: Position;
  /** Inclusive. */
  readonly upTo: Position;
}

/** The part that a page is of: `from` and `to` are its ends in the direction of reading, and nothing is read beyond `newest`. */
export async function pagePart(
  context: Pick<ServerContext, "store">,
  { from, to }: { readonly from?: string; readonly to?: string },
  back: boolean,
  newest: Position,
): Promise<Part> {
  const ends = (back ? [to, from] : [from, to]).map((token) => knownPagePosition(context, token));
  const [lower, upper] = await Promise.all(ends);
  return { after: lower ?? BEGINNING, upTo: Math.min(newest, upper ?? newest) };
}
