/** Writes the events of a commit that other servers are sent. */
import { filterInTurns } from "../../bounds/turns.js";
import type { Queries } from "../database/sql.js";
import type { NewEvent } from "../store.js";
import { textOf } from "./event-columns.js";

/** An event is handed over once, however many servers are sent it. */
const INSERT_OUTBOX = `
  INSERT INTO outbox (destination, kind, json, queued_ts)
  SELECT sent.destination, 'pdu', events.json, $4
  FROM unnest($1::text[], $2::bigint[]) WITH ORDINALITY AS sent(destination, event, place)
  JOIN unnest($3::text[]) WITH ORDINALITY AS events(json, number) ON events.number = sent.event
  ORDER BY sent.place`;

/** Gives the servers that wait for one. */
export async function writeOutbox(
  queries: Queries,
  events: readonly NewEvent[],
  now: number,
): Promise<string[]> {
  const sent = await filterInTurns(events, ({ destinations }) => destinations.length > 0);
  if (sent.length === 0) return [];
  const destinations = sent.flatMap((event) => event.destinations);
  const numbers = sent.flatMap((event, at) => event.destinations.map(() => at + 1));
  await queries.query(INSERT_OUTBOX, [destinations, numbers, sent.map(textOf), now]);
  return [...new Set(destinations)];
}
