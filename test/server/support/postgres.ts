/** A schema of its own on the developers' PostgreSQL, or on that of `TEST_DATABASE_URL`. */
import { randomBytes } from "node:crypto";
import pg from "pg";

const BASE = process.env.TEST_DATABASE_URL ?? "postgres://postgres@127.0.0.1:5432/test";

/** Schemas of one run of the tests have this in their names, so that those are found that were left. */
const RUN = "KNOCKGEN_TEST_RUN";

export interface Schema {
  readonly url: string;
  readonly drop: () => Promise<void>;
}

export async function postgresSchema(): Promise<Schema> {
  const name = `${prefix()}${randomBytes(6).toString("hex")}`;
  await run(`CREATE SCHEMA ${name}`);
  // A plus sign would not be read as a space. These tests do not pull the plug of PostgreSQL, so it may write at leisure.
  const options = encodeURIComponent(`-c search_path=${name} -c synchronous_commit=off`);
  return {
    url: `${BASE}${BASE.includes("?") ? "&" : "?"}options=${options}`,
    drop: async () => {
      await run(`DROP SCHEMA ${name} CASCADE`);
    },
  };
}

function prefix(): string {
  return `knock_${process.env[RUN] ?? "alone"}_`;
}

/** For the set-up of a run: takes away at its end the schemas that were left. */
export function beginRun(): (() => Promise<void>) | undefined {
  if (process.env[RUN] !== undefined) return undefined;
  process.env[RUN] = randomBytes(3).toString("hex");
  return async () => {
    if (await hasPostgres()) await dropAll(prefix());
  };
}

async function dropAll(start: string): Promise<void> {
  const found = await run<{ name: string }>(
    `SELECT nspname AS name FROM pg_namespace WHERE starts_with(nspname, '${start}')`,
  );
  for (const { name } of found) await run(`DROP SCHEMA ${name} CASCADE`);
}

async function run<Row extends object>(sql: string): Promise<readonly Row[]> {
  const client = new pg.Client({ connectionString: BASE });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
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
