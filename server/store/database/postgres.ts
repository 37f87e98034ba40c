/** A PostgreSQL server, which several processes may share. */
import type pg from "pg";
import { DatabaseLost, orLost } from "./database-lost.js";
import type { Database, Queries } from "./sql.js";
import { keptValues, readRows } from "./text.js";

const INT8 = 20;
const RECONNECT_MS = 500;
/** A server that cannot be reached for that long, or whose connections are all in use, is as good as gone. */
const CONNECT_MS = 15_000;

/** Connects to a server by its URL; `?options=-c search_path=…` chooses a schema. Rejects with `DatabaseLost` while it is gone. */
export async function openPostgres(url: string, connections = 8): Promise<Database> {
  const { default: driver } = await import("pg");
  // Positions and times stay below 2^53.
  const types = {
    getTypeParser: (id: number, format?: "text" | "binary") =>
      id === INT8 ? (text: string): number => Number(text) : driver.types.getTypeParser(id, format),
  };
  const common = { connectionString: url, keepAlive: true, connectionTimeoutMillis: CONNECT_MS };
  const pool = new driver.Pool({ ...common, max: connections, types });
  // The pool replaces a connection that breaks. One that breaks without a listener would end the process, and the pool has none from
  // when it lends a connection until it has it back.
  pool.on("error", ignore);
  pool.on("connect", (client) => client.on("error", ignore));
  const listener = new Listener(() => new driver.Client(common));
  return {
    query: (sql, values) =>
      planAgain(connections, () => readAgain(sql, () => bound(pool).query(sql, values))),
    shared: true,
    transaction: async (work) => {
      const client = await begin(pool);
      try {
        const result = await work(bound(client));
        await client.query("COMMIT");
        client.release();
        return result;
      } catch (error) {
        // A connection that cannot be rolled back is closed, which undoes its work as well.
        const broken = await client.query("ROLLBACK").then(
          () => false,
          () => true,
        );
        client.release(broken);
        throw orLost(error);
      }
    },
    script: async (sql) => {
      await pool.query(sql).catch(rethrow);
    },
    listen: (channel, hear) => listener.listen(channel, hear),
    load: () => ({
      used: pool.totalCount - pool.idleCount,
      idle: pool.idleCount,
      waiting: pool.waitingCount,
    }),
    close: async () => {
      await listener.close();
      await pool.end();
    },
  };
}

function ignore(): void {}

function rethrow(error: unknown): never {
  throw orLost(error);
}

/** A connection on which a transaction has begun. One that broke unnoticed is replaced once, as nothing was done on it. */
async function begin(pool: pg.Pool): Promise<pg.PoolClient> {
  for (let again = true; ; again = false) {
    const client = await pool.connect().catch(rethrow);
    try {
      await client.query("BEGIN");
      return client;
    } catch (error) {
      client.release(true);
      if (!again) throw orLost(error);
    }
  }
}

/**
 * A table that has another column since a newer process began: each connection refuses a statement once that it has planned before,
 * and has not run it.
 */
async function planAgain<T>(connections: number, run: () => Promise<T>): Promise<T> {
  for (let left = connections; ; left--) {
    try {
      return await run();
    } catch (error) {
      const isPlan = error instanceof Error && error.message === "cached plan must not change result type";
      if (!isPlan || left === 0) throw error;
    }
  }
}

/** A statement that only reads is run again, on another connection. */
async function readAgain<T>(sql: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof DatabaseLost) || !/^\s*SELECT\b/.test(sql)) throw error;
    return read();
  }
}

function bound(on: pg.Pool | pg.PoolClient): Queries {
  return {
    query: async (sql, values = []) => {
      // Named statements are planned once a connection; the texts are few and fixed.
      const query = { name: nameOf(sql), text: sql, values: keptValues(values) };
      const result = await on.query(query).catch(rethrow);
      return readRows(result.rows);
    },
  };
}

const names = new Map<string, string>();

function nameOf(sql: string): string {
  let name = names.get(sql);
  if (name === undefined) {
    name = `q${names.size}`;
    names.set(sql, name);
  }
  return name;
}

/** Holds one connection for LISTEN, and makes a new one when it breaks. */
class Listener {
  readonly #connect: () => pg.Client;
  readonly #heard = new Map<string, (payload: string) => void>();
  #client: pg.Client | undefined;
  /** Of the next attempt: a connection that breaks tells so in several ways. */
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(connect: () => pg.Client) {
    this.#connect = connect;
  }

  async listen(channel: string, hear: (payload: string) => void): Promise<void> {
    this.#heard.set(channel, hear);
    const client = this.#client ?? (await this.#open());
    await client.query(`LISTEN ${channel}`);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#client?.end().catch(ignore);
  }

  async #open(): Promise<pg.Client> {
    const client = this.#connect();
    client.on("notification", ({ channel, payload }) => this.#heard.get(channel)?.(payload ?? ""));
    client.on("error", () => this.#lost(client));
    client.on("end", () => this.#lost(client));
    await client.connect().catch(rethrow);
    this.#client = client;
    return client;
  }

  #lost(client: pg.Client): void {
    if (this.#closed || this.#client !== client) return;
    this.#client = undefined;
    this.#reopenLater();
  }

  #reopenLater(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#reopen(), RECONNECT_MS).unref();
  }

  async #reopen(): Promise<void> {
    if (this.#closed) return;
    let client: pg.Client | undefined;
    try {
      client = await this.#open();
      for (const channel of this.#heard.keys()) await client.query(`LISTEN ${channel}`);
      if (this.#closed) await client.end();
      // Notices may have been missed; an empty payload makes the listener look for itself.
      else for (const hear of this.#heard.values()) hear("");
    } catch {
      if (client !== undefined && this.#client === client) this.#client = undefined;
      client?.end().catch(ignore);
      this.#reopenLater();
    }
  }
}
