/** Tokens that this database has given (O28). */
import type { ServerContext } from "../context.js";
import type { Position } from "../store/store.js";
import { pagePositionOf, positionOf } from "./token.js";

/** The position of a token; undefined where it is of the future or of another database. */
export async function knownPosition(
  { notifier, store }: Pick<ServerContext, "notifier" | "store">,
  token: string,
): Promise<Position | undefined> {
  const position = positionOf(token);
  if (position < (await store.floor())) return undefined;
  // Another process on the same store may be ahead of what this one has heard of.
  const isPast = position <= notifier.position || position <= (await store.position());
  return isPast ? position : undefined;
}

/** The position of a token of `/messages`; undefined without one, and for one of another database, at which nothing is here. */
export async function knownPagePosition(
  { store }: Pick<ServerContext, "store">,
  token: string | undefined,
): Promise<Position | undefined> {
  const position = pagePositionOf(token);
  const isElsewhere = position !== undefined && position > 0 && position < (await store.floor());
  return isElsewhere ? undefined : position;
}
