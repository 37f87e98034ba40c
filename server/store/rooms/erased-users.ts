/** Erased users (C69), in memory: every event that is shown may be of one. */
import type { Database } from "../database/sql.js";
import type { Position } from "./room-records.js";

/** That another process has erased one is heard at once, unless the news are lost. */
const REMEMBER_MS = 5_000;

export class ErasedUsers {
  readonly #database: Database;
  #known: Promise<ReadonlyMap<string, Position>> | undefined;
  #until = 0;

  constructor(database: Database) {
    this.#database = database;
  }

  /** One was erased, or may have been. */
  forget(): void {
    this.#known = undefined;
  }

  find(): Promise<ReadonlyMap<string, Position>> {
    const now = performance.now();
    if (this.#known === undefined || now > this.#until) {
      this.#until = now + REMEMBER_MS;
      const read = this.#read();
      this.#known = read;
      // The next one asks again.
      read.catch(() => this.forget());
    }
    return this.#known;
  }

  async #read(): Promise<ReadonlyMap<string, Position>> {
    const rows = await this.#database.query<{ user_id: string; erased_at: number }>(
      "SELECT user_id, erased_at FROM accounts WHERE erased_at IS NOT NULL",
    );
    return new Map(rows.map((row) => [row.user_id, row.erased_at]));
  }
}
