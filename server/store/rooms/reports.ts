/** Reports of users about events, rooms and users, for who runs the server (C138). */
import { canonicalEventJson } from "@knockgen/auth";
import type { Database } from "../database/sql.js";

export interface Report {
  readonly reporter: string;
  /** About an event, this is its room. */
  readonly roomId?: string;
  readonly eventId?: string;
  readonly userId?: string;
  readonly reason: string;
  /** Milliseconds since 1970. */
  readonly ts: number;
}

export interface ReportStore {
  saveReport(report: Report): Promise<void>;
}

/** Reports of one user that are kept; of more, the oldest go. */
const KEPT = 1_000;

const PRUNE = `
  DELETE FROM reports WHERE reporter = $1 AND id <= (
    SELECT id FROM reports WHERE reporter = $1 ORDER BY id DESC OFFSET $2 LIMIT 1
  )`;

/** Keeps reports. */
export function createReportStore(database: Database): ReportStore {
  return {
    saveReport: async ({ reporter, ts, ...about }) => {
      // In JSON, which holds every text.
      const json = canonicalEventJson({ ...about });
      await database.query("INSERT INTO reports (reporter, ts, json) VALUES ($1, $2, $3)", [
        reporter,
        ts,
        json,
      ]);
      await database.query(PRUNE, [reporter, KEPT]);
    },
  };
}
