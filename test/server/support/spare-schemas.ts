/** Schemas of PostgreSQL that servers of tests use one after the other: making the tables takes longer than most tests. */
import pg from "pg";
import { MIGRATIONS } from "../../../server/store/schema/migrations.js";
import { postgresSchema, type Schema } from "./postgres.js";

/** Their addresses. */
const spare: string[] = [];

/** One that holds nothing but what migrations have put there, if they have run. `drop` is to be called when its server is closed. */
export async function lendSchema(): Promise<Schema> {
  const url = spare.pop() ?? (await postgresSchema()).url;
  return {
    url,
    drop: async () => {
      await empty(url);
      spare.push(url);
    },
  };
}

/** The stream that a new store begins with; nothing else is there from the start. */
const BEGINNING: readonly string[] = MIGRATIONS.flatMap((step) => step.split(";"))
  .map((statement) => statement.trim())
  .filter((statement) => /^(?:INSERT INTO|UPDATE) stream\b/.test(statement));

async function empty(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ kind: "r" | "S"; name: string }>(
      "SELECT relkind AS kind, relname AS name FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'S')",
    );
    const statements = rows.flatMap(({ kind, name }) => {
      if (name === "migrations") return [];
      return kind === "r" ? `DELETE FROM ${name}` : `ALTER SEQUENCE ${name} RESTART`;
    });
    await client.query([...statements, ...BEGINNING].join(";"));
  } finally {
    await client.end();
  }
}
