/** The one order of all that clients can be told of: each change takes positions of the stream. */
import type { Change } from "./commit-types.js";
import type { Position } from "./room-types.js";
import type { Queries } from "./sql.js";

/** Tells other processes, within the transaction. */
export type Tell = (queries: Queries, change: Change) => Promise<void>;

/** Takes positions up to the one that it gives. */
export async function takePositions(queries: Queries, count: number): Promise<Position> {
  // The row stays locked until the commit, so that positions become visible in their order.
  const [stream] = await queries.query<{ position: number }>(
    "UPDATE stream SET position = position + $1 RETURNING position",
    [count],
  );
  return stream?.position ?? 0;
}

/** The change of one position, told to other processes; it names neither rooms nor users where nothing was written. */
export async function tellOfOne(
  queries: Queries,
  tell: Tell,
  position: Position,
  touched: Partial<Pick<Change, "rooms" | "users" | "destinations">>,
): Promise<Change> {
  const { rooms = [], users = [], destinations = [] } = touched;
  const change: Change = { base: position - 1, position, rooms, users, destinations, redacted: [] };
  await tell(queries, change);
  return change;
}
