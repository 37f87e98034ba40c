/** Tokens of `/sync` that this database has given (O28). */
import type { ServerContext } from "../context.js";
import type { Position } from "../store/store.js";
import { positionOf } from "./token.js";

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
