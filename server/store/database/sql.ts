/** The little that the store needs of a database, so that two drivers can provide it. */

/** Values that may be passed for `$1`, `$2` and so on. */
export type SqlValue = string | number | boolean | null | readonly (string | number | boolean | null)[];

/** Runs statements of PostgreSQL's dialect. */
export interface Queries {
  query<Row>(sql: string, values?: readonly SqlValue[]): Promise<readonly Row[]>;
}

/** How busy the connections to a database are. */
export interface DatabaseLoad {
  readonly used: number;
  readonly idle: number;
  /** Work that waits for a connection. */
  readonly waiting: number;
}

/** A database. */
export interface Database extends Queries {
  /** Whether other processes may be at work on it. */
  readonly shared: boolean;
  /** Commits what `work` did when it resolves, undoes it when it rejects. */
  transaction<T>(work: (queries: Queries) => Promise<T>): Promise<T>;
  /** Runs a script of several statements. */
  script(sql: string): Promise<void>;
  /** Hears the payloads of NOTIFY, other connections' included. */
  listen(channel: string, listener: (payload: string) => void): Promise<void>;
  /** Undefined where there is one connection, within this process. */
  load(): DatabaseLoad | undefined;
  close(): Promise<void>;
}
