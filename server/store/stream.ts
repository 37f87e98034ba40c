/** The one order of all that clients can be told of: each change takes positions of the stream. */
import type { Database, Queries } from "./database/sql.js";
import type { Change } from "./rooms/change.js";
import type { Position } from "./rooms/room-records.js";

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

/** Rooms, users and the like that a change is about. */
export type Touched = Partial<
  Pick<Change, "rooms" | "users" | "destinations" | "typing" | "ended" | "pushRules">
>;

/** The change of one position, told to other processes; it names neither rooms nor users where nothing was written. */
export function tellOfOne(
  queries: Queries,
  tell: Tell,
  position: Position,
  touched: Touched,
): Promise<Change> {
  return tellOf(queries, tell, { base: position - 1, position }, touched);
}

/** The change of all positions after one, up to another. */
export async function tellOf(
  queries: Queries,
  tell: Tell,
  { base, position }: Pick<Change, "base" | "position">,
  touched: Touched,
): Promise<Change> {
  const { rooms = [], users = [], destinations = [], typing, ended, pushRules } = touched;
  const change: Change = {
    base,
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
  pass(touched: Pick<Touched, "rooms" | "typing">): Promise<Change>;
}

export function createPassingStore(database: Database, tell: Tell): PassingStore {
  return {
    pass: (touched) =>
      database.transaction(async (queries) =>
        tellOfOne(queries, tell, await takePositions(queries, 1), touched),
      ),
  };
}
