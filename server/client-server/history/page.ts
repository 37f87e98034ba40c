/** Pages of events, as clients ask for them. */
import { BEGINNING, type Position } from "../../store/rooms/room-records.js";
import { pagePositionOf } from "../../sync/token.js";

/** Events of a page where the client gives no number. */
const DEFAULT_PAGE = 10;
/** Events of any page. */
export const MAX_PAGE = 200;

/** How many events a page may have. */
export function pageSize(limit: number | undefined, least = 1): number {
  return Math.min(MAX_PAGE, Math.max(least, limit ?? DEFAULT_PAGE));
}

/** A part of a room's history. */
export interface Part {
  /** Exclusive. */
  readonly after: Position;
  /** Inclusive. */
  readonly upTo: Position;
}

/** The part that a page is of: `from` and `to` are its ends in the direction of reading, and nothing is read beyond `newest`. */
export function pagePart(
  { from, to }: { readonly from?: string; readonly to?: string },
  back: boolean,
  newest: Position,
): Part {
  const [lower, upper] = (back ? [to, from] : [from, to]).map(pagePositionOf);
  return { after: lower ?? BEGINNING, upTo: Math.min(newest, upper ?? newest) };
}
