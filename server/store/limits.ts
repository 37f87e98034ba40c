/** Limits that several processes count together: of each, how much is used up. */
import type { Queries } from "./database/sql.js";

/** A wish to take some of a limit, in milliseconds that it takes to come back. */
export interface LimitWish {
  readonly now: number;
  readonly costMs: number;
  readonly capacityMs: number;
}

export interface LimitStore {
  /** Takes some, and gives 0; or takes nothing, and gives the milliseconds to wait. Of more than there ever is, the rest is owed. */
  takeOfLimit(bucket: string, wish: LimitWish): Promise<number>;
  refundLimit(bucket: string, costMs: number): Promise<void>;
  /** Forgets those of which nothing is used up. */
  dropFullLimits(now: number): Promise<void>;
}

const TAKE = `
  INSERT INTO limits AS held (bucket, full_at) VALUES ($1, $2::float8 + $3)
  ON CONFLICT (bucket) DO UPDATE SET full_at = greatest(held.full_at, $2) + $3
  WHERE greatest(held.full_at, $2) + least($3, $4::float8) <= $2 + $4::float8
  RETURNING full_at`;

/** Keeps them. */
export function createLimitStore(database: Queries): LimitStore {
  return {
    takeOfLimit: async (bucket, { now, costMs, capacityMs }) => {
      const taken = await database.query(TAKE, [bucket, now, costMs, capacityMs]);
      if (taken.length > 0) return 0;
      const [held] = await database.query<{ full_at: number }>(
        "SELECT full_at FROM limits WHERE bucket = $1",
        [bucket],
      );
      return Math.max(1, Math.ceil((held?.full_at ?? now) + Math.min(costMs, capacityMs) - now - capacityMs));
    },
    refundLimit: async (bucket, costMs) => {
      await database.query("UPDATE limits SET full_at = full_at - $2::float8 WHERE bucket = $1", [
        bucket,
        costMs,
      ]);
    },
    dropFullLimits: async (now) => {
      await database.query("DELETE FROM limits WHERE full_at <= $1::float8", [now]);
    },
  };
}
