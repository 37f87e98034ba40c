/** The one order of all that clients can be told of: each change takes positions of the stream. */
import type { Change } from "./commit-types.js";
import type { Position } from "./room-types.js";
import type { Database, Queries } from "./sql.js";

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
  touched: Partial<Pick<Change, "rooms" | "users" | "destinations" | "typing" | "ended" | "pushRules">>,
): Promise<Change> {
  const { rooms = [], users = [], destinations = [], typing, ended, pushRules } = touched;
  const change: Change = {
    base: position - 1,
    position,
    rooms,
    users,
    destinations,
    redacted: [],
    typing,
    ended,
    pushRules,
  };
  await tell(queries, change);
  return change;
}

/** Of news that no table keeps. */
export interface PassingStore {
  /** Takes a position for them, tells other processes, and gives the change to announce. */
  pass(touched: Partial<Pick<Change, "rooms" | "typing">>): Promise<Change>;
}

export function createPassingStore(database: Database, tell: Tell): PassingStore {
  return {
    pass: (touched) =>
      database.transaction(async (queries) =>
        tellOfOne(queries, tell, await takePositions(queries, 1), touched),
      ),
  };
}
