/** Local accounts: how they are kept. */
import type { JsonObject } from "@knockgen/auth";
import type { Change } from "../rooms/change.js";
import type { Position } from "../rooms/room-records.js";

export interface AccountRecord {
  readonly userId: string;
  /** Hashed; undefined where none was given. */
  readonly passwordHash: string | undefined;
  readonly displayName: string | undefined;
  readonly avatarUrl: string | undefined;
  /** Fields of the profile besides name and picture. */
  readonly fields: JsonObject;
  /** For ever; only the name is left. */
  readonly deactivated: boolean;
}

export interface AccountStore {
  /** False where the user ID is taken. */
  createAccount(account: Omit<AccountRecord, "deactivated" | "fields">): Promise<boolean>;
  account(userId: string): Promise<AccountRecord | undefined>;
  /** The server name in the accounts' IDs, where there are any and none of them has the given one. */
  otherServer(serverName: string): Promise<string | undefined>;
  /** False where the password so far is not the one that was `known`. */
  setPassword(userId: string, passwordHash: string, known: string | undefined): Promise<boolean>;
  /** Takes all from an account but its name and its devices; that it leaves its rooms is a task. Gives the change to announce. */
  deactivate(userId: string, erases: boolean): Promise<Change>;
  /** Users who are erased, and the position at which they were. */
  erasedUsers(): Promise<ReadonlyMap<string, Position>>;
  /** Replaces the whole profile, name and picture included, of an account that is there; that rooms show it is a task. Gives the change to announce. */
  changeProfile(userId: string, change: (profile: JsonObject) => JsonObject): Promise<Change>;
  saveFilter(userId: string, filter: JsonObject): Promise<string>;
  filter(userId: string, filterId: string): Promise<JsonObject | undefined>;
}
