/** Queue of outgoing events, in SQL. */
import { canonicalEventJson } from "@knockgen/auth";
import type { InboxStore } from "../../federation/incoming/inbox-store.js";
import type { OutboxEntry, OutboxItem, OutboxStore } from "../../federation/outbox/outbox-store.js";
import type { Database, Queries } from "../database/sql.js";
import { readObject } from "../read-json.js";

interface OutboxRow {
  readonly sequence: number;
  readonly kind: OutboxItem["kind"];
  readonly json: string;
  readonly queued_ts: number;
}

const PEEK = `
  (SELECT sequence, kind, json, queued_ts FROM outbox WHERE destination = $1 AND kind = 'pdu' ORDER BY sequence LIMIT $2)
  UNION ALL
  (SELECT sequence, kind, json, queued_ts FROM outbox WHERE destination = $1 AND kind <> 'pdu' ORDER BY sequence LIMIT $3)
  ORDER BY sequence`;

const TRIM = `
  WITH kept AS (
    (SELECT sequence FROM outbox WHERE destination = $1 AND kind = 'pdu' ORDER BY sequence DESC LIMIT $2)
    UNION ALL
    (SELECT sequence FROM outbox WHERE destination = $1 AND kind = 'edu' ORDER BY sequence DESC LIMIT $3)
    UNION ALL
    (SELECT sequence FROM outbox WHERE destination = $1 AND kind = 'message' ORDER BY sequence DESC LIMIT $2)
  )
  DELETE FROM outbox WHERE destination = $1 AND sequence NOT IN (SELECT sequence FROM kept) RETURNING sequence`;

const SAVE_DESTINATION = `
  INSERT INTO destinations (destination, failures, retry_at, last_success_ts) VALUES ($1, $2, $3, $4)
  ON CONFLICT (destination) DO UPDATE
  SET failures = excluded.failures, retry_at = excluded.retry_at, last_success_ts = excluded.last_success_ts`;

const CLAIM = `
  INSERT INTO destinations (destination, claimed_by, claimed_until) VALUES ($1, $2, $4)
  ON CONFLICT (destination) DO UPDATE SET claimed_by = excluded.claimed_by, claimed_until = excluded.claimed_until
  WHERE destinations.claimed_by IS NULL OR destinations.claimed_by = $2 OR destinations.claimed_until <= $3
  RETURNING destination`;

/** An item in its canonical form, for one server. */
interface Queued extends Pick<OutboxItem, "kind"> {
  readonly destination: string;
  readonly text: string;
}

const QUEUE = `
  INSERT INTO outbox (destination, kind, json, queued_ts)
  SELECT d, k, j, coalesce($4::bigint, floor(extract(epoch FROM clock_timestamp()) * 1000))
  FROM unnest($1::text[], $2::text[], $3::text[]) AS t(d, k, j)`;

/** Queues items at a time, or at the database's own. */
export async function queueItems(queries: Queries, items: readonly Queued[], now?: number): Promise<void> {
  if (items.length === 0) return;
  await queries.query(QUEUE, [
    items.map(({ destination }) => destination),
    items.map(({ kind }) => kind),
    items.map(({ text }) => text),
    now ?? null,
  ]);
}

/** For the start on a database of one process: who has claimed something there is gone. */
export async function releaseClaims(queries: Queries): Promise<void> {
  await queries.query("UPDATE destinations SET claimed_by = NULL WHERE claimed_by IS NOT NULL");
}

/** Keeps the outbox. Events get in by the commit that they are part of. */
export function createOutboxStore(database: Database): OutboxStore {
  return {
    append: async (destinations, items, now) => {
      const texts = items.map(({ kind, json }) => ({ kind, text: canonicalEventJson(json) }));
      const queued = destinations.flatMap((destination) => texts.map((item) => ({ destination, ...item })));
      await queueItems(database, queued, now);
    },
    peek: async (destination, pdus, edus) => {
      const rows = await database.query<OutboxRow>(PEEK, [destination, pdus, edus]);
      return rows.map(
        ({ sequence, kind, json, queued_ts }): OutboxEntry => ({
          sequence,
          kind,
          json: readObject(json),
          queuedTs: queued_ts,
        }),
      );
    },
    remove: async (destination, sequences) => {
      await database.query("DELETE FROM outbox WHERE destination = $1 AND sequence = ANY($2::bigint[])", [
        destination,
        [...sequences],
      ]);
    },
    trim: async (destination, pdus, edus) => (await database.query(TRIM, [destination, pdus, edus])).length,
    waiting: async () => {
      const rows = await database.query<{ destination: string }>("SELECT DISTINCT destination FROM outbox");
      return rows.map((row) => row.destination);
    },
    loadDestination: async (destination) => {
      const [row] = await database.query<{ failures: number; retry_at: number; last_success_ts: number }>(
        "SELECT failures, retry_at, last_success_ts FROM destinations WHERE destination = $1",
        [destination],
      );
      if (row === undefined) return undefined;
      return {
        destination,
        failures: row.failures,
        retryAt: row.retry_at,
        lastSuccessTs: row.last_success_ts,
      };
    },
    saveDestination: async ({ destination, failures, retryAt, lastSuccessTs }) => {
      await database.query(SAVE_DESTINATION, [destination, failures, retryAt, lastSuccessTs]);
    },
    claim: async (destination, owner, now, untilTs) =>
      (await database.query(CLAIM, [destination, owner, now, untilTs])).length > 0,
    release: async (destination, owner) => {
      await database.query(
        "UPDATE destinations SET claimed_by = NULL WHERE destination = $1 AND claimed_by = $2",
        [destination, owner],
      );
    },
  };
}

/** Keeps the answers to transactions. */
export function createInboxStore(database: Database): InboxStore {
  return {
    loadAnswer: async (origin, txnId) => {
      const [row] = await database.query<{ answer: string }>(
        "SELECT answer FROM inbox WHERE origin = $1 AND txn_id = $2",
        [origin, txnId],
      );
      return row === undefined ? undefined : readObject(row.answer);
    },
    saveAnswer: async (origin, txnId, answer, now) => {
      await database.query(
        "INSERT INTO inbox (origin, txn_id, answer, ts) VALUES ($1, $2, $3, $4) ON CONFLICT (origin, txn_id) DO NOTHING",
        [origin, txnId, canonicalEventJson(answer), now],
      );
    },
    forgetAnswers: async (beforeTs) => {
      await database.query("DELETE FROM inbox WHERE ts < $1", [beforeTs]);
    },
  };
}
