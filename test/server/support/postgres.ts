/** A schema of its own on the developers' PostgreSQL, or on that of `TEST_DATABASE_URL`. */
import { randomBytes } from "node:crypto";
import pg from "pg";

const BASE = process.env.TEST_DATABASE_URL ?? "postgres://postgres@127.0.0.1:5432/test";

export interface Schema {
  readonly url: string;
  readonly drop: () => Promise<void>;
}

export async function postgresSchema(): Promise<Schema> {
  const name = `knock_${randomBytes(6).toString("hex")}`;
  await run(`CREATE SCHEMA ${name}`);
  // A plus sign would not be read as a space.
  const options = encodeURIComponent(`-c search_path=${name}`);
  return {
    url: `${BASE}${BASE.includes("?") ? "&" : "?"}options=${options}`,
    drop: () => run(`DROP SCHEMA ${name} CASCADE`),
  };
}

async function run(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: BASE });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

let reachable: Promise<boolean> | undefined;

/** Whether there is a PostgreSQL to test with. */
export function hasPostgres(): Promise<boolean> {
  reachable ??= run("SELECT 1").then(
    () => true,
    () => false,
  );
  return reachable;
}
