/** News between the processes on one database: changes, what is remembered about users, and that keys were rotated. An embedded database has one process. */
import { randomUUID } from "node:crypto";
import type { Database, Queries } from "./database/sql.js";
import type { Change, Position } from "./store.js";
import { type Tell, tellOfOne } from "./stream.js";

/** Others hear of it once the transaction is committed, as of changes. */
export type TellOfKeys = (queries: Queries) => Promise<void>;

/** Others hear that a user's profile is another, or that tokens of theirs have ended. */
export type TellOfUser = (queries: Queries, userId: string) => Promise<void>;

/** The change of one position that is about a user, told to other processes. */
export async function tellOfUserAt(
  queries: Queries,
  { tell, tellOfUser }: Pick<BetweenProcesses, "tell" | "tellOfUser">,
  position: Position,
  userId: string,
): Promise<Change> {
  // Others hear of the user before they hear of the position, up to which a request waits there until all is known.
  await tellOfUser(queries, userId);
  return tellOfOne(queries, tell, position, {});
}

export interface BetweenProcesses {
  readonly tell: Tell;
  readonly tellOfUser: TellOfUser;
  readonly tellOfKeys: TellOfKeys;
  /** Undefined is heard where anything may have changed. */
  readonly onChange: (listener: (change: Change | undefined) => void) => void;
  /** Undefined is heard where it may be any user. */
  readonly onUser: (listener: (userId: string | undefined) => void) => void;
  readonly onKeys: (listener: () => void) => void;
  /** Heard once, when there is a process besides this one, or has been. */
  readonly onOther: (listener: () => void) => void;
  /** Tells all listeners that anything may have changed. */
  readonly doubt: () => void;
}

/** In place of a change. */
const KEYS = "keys";
/** Of a process that starts, and of those that were there before. */
const HELLO = "hello";
const HERE = "here";

/** PostgreSQL takes no longer payload; one without news means that anything may have changed. */
const MAX_PAYLOAD = 7_500;

/** Begins to listen. */
export async function betweenProcesses(database: Database): Promise<BetweenProcesses> {
  const self = randomUUID();
  const changes: ((change: Change | undefined) => void)[] = [];
  const users: ((userId: string | undefined) => void)[] = [];
  const keys: (() => void)[] = [];
  const others: (() => void)[] = [];
  let isAlone = true;
  const meet = (): void => {
    isAlone = false;
    say(others.splice(0), undefined);
  };
  const doubt = (): void => {
    say(keys, undefined);
    say(users, undefined);
    say(changes, undefined);
  };
  const hear = (payload: string): void => {
    if (payload.startsWith(self)) return;
    // A break of the connection says nothing of others.
    if (payload !== "") meet();
    const news = newsIn(payload);
    switch (news.kind) {
      case "hello":
        // One that does not hear this hears of us with the first news.
        notify(database, HERE).catch(() => undefined);
        break;
      case "here":
        break;
      case "keys":
        say(keys, undefined);
        break;
      case "user":
        say(users, news.userId);
        break;
      case "change":
        say(changes, news.change);
        break;
      case "any":
        doubt();
        break;
    }
  };
  const channel = await channelOf(database);
  const notify = async (queries: Queries, news: string): Promise<void> => {
    if (!database.shared) return;
    const payload = `${self} ${news}`;
    await queries.query("SELECT pg_notify($1, $2)", [channel, payload.length > MAX_PAYLOAD ? self : payload]);
  };
  if (database.shared) {
    await database.listen(channel, hear);
    await notify(database, HELLO);
  }
  return {
    tell: (queries, change) => notify(queries, JSON.stringify(change)),
    tellOfUser: notify,
    tellOfKeys: (queries) => notify(queries, KEYS),
    onChange: (listener) => {
      changes.push(listener);
    },
    onUser: (listener) => {
      users.push(listener);
    },
    onKeys: (listener) => {
      keys.push(listener);
    },
    onOther: (listener) => {
      if (isAlone) others.push(listener);
      else listener();
    },
    doubt,
  };
}

/** Notifications are heard in the whole database, of which a store may be one schema among several. */
async function channelOf(database: Database): Promise<string> {
  const [stream] = await database.query<{ instance: string }>("SELECT instance FROM stream");
  return `knockgen_${stream?.instance}`;
}

function say<Told>(listeners: readonly ((told: Told) => void)[], told: Told): void {
  for (const listener of listeners) listener(told);
}

/** `any` comes from a sender without news, and after a connection was lost: anything may have changed. */
type News =
  | { readonly kind: "any" | "keys" | "hello" | "here" }
  | { readonly kind: "user"; readonly userId: string }
  | { readonly kind: "change"; readonly change: Change };

function newsIn(payload: string): News {
  const space = payload.indexOf(" ");
  const news = space < 0 ? "" : payload.slice(space + 1);
  if (news === "") return { kind: "any" };
  if (news === KEYS || news === HELLO || news === HERE) return { kind: news };
  if (!news.startsWith("{")) return { kind: "user", userId: news };
  const change: Change = JSON.parse(news);
  return { kind: "change", change };
}
