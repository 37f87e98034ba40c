/** Every limit: what it counts by, and how much is usual (O9). `knock` is `knockRate` in the configuration. */
import type { RateLimit } from "./rate-limiter.js";

/** The name of a limit. */
export type LimitName =
  | "knock"
  | "roomKnock"
  | "registration"
  | "login"
  | "loginFailure"
  | "accountFailure"
  | "userWrite"
  | "addressWrite"
  | "roomWrite"
  | "originWrite"
  | "originEvents"
  | "originBytes"
  | "originWork"
  | "roomCreation"
  | "join"
  | "invite"
  | "originInvite"
  | "receivedInvite"
  | "failedSignature"
  | "addressFailedSignature";

/** A row of the table. */
export interface LimitRecord {
  /** One bucket for each of these. */
  readonly by: string;
  /** The subject of the count. */
  readonly counts: string;
  readonly usual: RateLimit;
  /**
   * All processes on one database count together what protects people, accounts and rooms: what is asked for often by blocks. Each
   * counts for itself what protects the process.
   */
  readonly together?: "one by one" | "by blocks";
}

/** The limits. A client that people use, and a server of honest ones, meets none of them. */
export const LIMITS: Readonly<Record<LimitName, LimitRecord>> = {
  knock: { by: "user", counts: "knocks", usual: { burst: 20, perSecond: 0.2 }, together: "one by one" },
  roomKnock: {
    by: "room",
    counts: "knocks",
    usual: { burst: 1_000, perSecond: 500 },
    together: "one by one",
  },
  registration: {
    by: "address",
    counts: "accounts to open",
    usual: { burst: 20, perSecond: 0.5 },
    together: "one by one",
  },
  login: {
    by: "address",
    counts: "logins, good and bad",
    usual: { burst: 20, perSecond: 0.5 },
    together: "one by one",
  },
  loginFailure: {
    by: "address and account",
    counts: "wrong passwords",
    usual: { burst: 10, perSecond: 0.1 },
    together: "one by one",
  },
  accountFailure: {
    by: "account",
    counts: "wrong passwords, of all addresses",
    usual: { burst: 200, perSecond: 1 },
    together: "one by one",
  },
  userWrite: {
    by: "user",
    counts: "requests that change something",
    usual: { burst: 300, perSecond: 10 },
    together: "by blocks",
  },
  addressWrite: {
    by: "address",
    counts: "requests that change something",
    usual: { burst: 1_000, perSecond: 100 },
    together: "by blocks",
  },
  roomWrite: {
    by: "room",
    counts: "requests that change something in it, of clients and servers",
    usual: { burst: 2_000, perSecond: 500 },
    together: "by blocks",
  },
  originWrite: {
    by: "server",
    counts: "requests that change something",
    usual: { burst: 500, perSecond: 50 },
    together: "by blocks",
  },
  originEvents: {
    by: "server",
    counts: "events that it sends, or has us fetch",
    usual: { burst: 50_000, perSecond: 500 },
  },
  originBytes: {
    by: "server",
    counts: "bytes that it sends, or has us fetch",
    usual: { burst: 268_435_456, perSecond: 2_097_152 },
  },
  originWork: {
    by: "server",
    counts: "milliseconds of work on what it sends and asks",
    usual: { burst: 30_000, perSecond: 200 },
  },
  roomCreation: {
    by: "user",
    counts: "rooms to make",
    usual: { burst: 60, perSecond: 0.2 },
    together: "one by one",
  },
  join: { by: "user", counts: "joins", usual: { burst: 60, perSecond: 1 }, together: "one by one" },
  invite: {
    by: "user",
    counts: "invites, those of new rooms too",
    usual: { burst: 100, perSecond: 1 },
    together: "one by one",
  },
  originInvite: {
    by: "server",
    counts: "invites of its users",
    usual: { burst: 40, perSecond: 1 },
    together: "one by one",
  },
  receivedInvite: {
    by: "user",
    counts: "invites that they get from other servers",
    usual: { burst: 20, perSecond: 0.1 },
    together: "one by one",
  },
  failedSignature: {
    by: "address and server",
    counts: "requests with a bad signature; each counts twice as much as the one before",
    usual: { burst: 5, perSecond: 1 },
  },
  addressFailedSignature: {
    by: "address",
    counts: "requests with a bad signature, whichever server they name",
    usual: { burst: 30, perSecond: 1 },
  },
};

/** All names, in the order of the table. */
export const LIMIT_NAMES: readonly LimitName[] = namesOf(LIMITS);

function namesOf<Name extends string>(table: Readonly<Record<Name, unknown>>): Name[] {
  const names: Name[] = [];
  for (const name in table) names.push(name);
  return names;
}

/** Limits that are other than usual. */
export type Rates = { readonly [Name in LimitName as `${Name}Rate`]?: RateLimit | undefined };

/** The limits of a configuration. */
export interface LimitsConfig extends Rates {
  /** False for no limits but those that are given, as for tests. The default is true. */
  readonly rateLimits?: boolean | undefined;
}

/** The limit of a name; undefined where there is none. */
export function limitOf(config: LimitsConfig, name: LimitName): RateLimit | undefined {
  const key: `${LimitName}Rate` = `${name}Rate`;
  return config[key] ?? (config.rateLimits === false ? undefined : LIMITS[name].usual);
}
