/** A PostgreSQL server, which several processes may share. */
import type pg from "pg";
import type { Database, Queries } from "./sql.js";
import { keptValues, readRows } from "./text.js";

const INT8 = 20;
const RECONNECT_MS = 500;

/** Connects to a server by its URL; `?options=-c search_path=…` chooses a schema. */
export async function openPostgres(url: string, connections = 8): Promise<Database> {
  const { default: driver } = await import("pg");
  // Positions and times stay below 2^53.
  const types = {
    getTypeParser: (id: number, format?: "text" | "binary") =>
      id === INT8 ? (text: string): number => Number(text) : driver.types.getTypeParser(id, format),
  };
  const pool = new driver.Pool({ connectionString: url, max: connections, types });
  // A connection that breaks while idle is replaced by the pool; without a listener it would end the process.
  pool.on("error", () => {});
  const listener = new Listener(() => new driver.Client({ connectionString: url }));
  return {
    ...bound(pool),
    shared: true,
    transaction: async (work) => {
      const client = await pool.connect();
      try {
        await client.query("BEGIN");
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
        throw error;
      }
    },
    script: async (sql) => {
      await pool.query(sql);
    },
    listen: (channel, hear) => listener.listen(channel, hear),
    close: async () => {
      await listener.close();
      await pool.end();
    },
  };
}

function bound(on: pg.Pool | pg.PoolClient): Queries {
  return {
    query: async (sql, values = []) => {
      // Named statements are planned once a connection; the texts are few and fixed.
      const result = await on.query({ name: nameOf(sql), text: sql, values: keptValues(values) });
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
    await this.#client?.end();
  }

  async #open(): Promise<pg.Client> {
    const client = this.#connect();
    client.on("notification", ({ channel, payload }) => this.#heard.get(channel)?.(payload ?? ""));
    client.on("error", () => this.#lost(client));
    client.on("end", () => this.#lost(client));
    await client.connect();
    this.#client = client;
    return client;
  }

  #lost(client: pg.Client): void {
    if (this.#closed || this.#client !== client) return;
    this.#client = undefined;
    setTimeout(() => void this.#reopen(), RECONNECT_MS).unref();
  }

  async #reopen(): Promise<void> {
    if (this.#closed) return;
    try {
      const client = await this.#open();
      for (const [channel, hear] of this.#heard) {
        await client.query(`LISTEN ${channel}`);
        // Notices may have been missed; an empty payload makes the listener look for itself.
        hear("");
      }
    } catch {
      setTimeout(() => void this.#reopen(), RECONNECT_MS).unref();
    }
  }
}
