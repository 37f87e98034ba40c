/** The store: one interface, one SQL implementation, two drivers. */
import type { JsonObject } from "@knockgen/auth";
import type { InboxStore } from "../federation/incoming/inbox-store.js";
import type { KeyStore } from "../federation/keys/key-store.js";
import type { OutboxStore } from "../federation/outbox/outbox-store.js";
import type { AccountDataStore } from "./accounts/account-data.js";
import type { AccountTaskStore } from "./accounts/account-tasks.js";
import type { OpenIdStore } from "./accounts/openid.js";
import type { SpentSessionStore } from "./accounts/spent-sessions.js";
import type { UserDirectoryStore } from "./accounts/user-directory.js";
import type { DatabaseLoad } from "./database/sql.js";
import type { CrossSigningStore } from "./devices/cross-signing.js";
import type { DeviceKeyStore } from "./devices/device-key-store.js";
import type { DeviceListStore } from "./devices/device-lists.js";
import type { KeyBackupStore } from "./devices/key-backups.js";
import type { ListUpdateStore } from "./devices/list-updates.js";
import type { RemoteKeyStore } from "./devices/remote-keys.js";
import type { ToDeviceStore } from "./devices/to-device.js";
import type { LimitStore } from "./limits.js";
import type { Change } from "./rooms/change.js";
import type { EventTimeStore } from "./rooms/event-times.js";
import type { RelationStore } from "./rooms/relations.js";
import type { ReportStore } from "./rooms/reports.js";
import type { Position } from "./rooms/room-records.js";
import type { RoomStore } from "./rooms/room-store.js";
import type { SearchStore } from "./rooms/search.js";
import type { PassingStore } from "./stream.js";
import type { IdleNoticeStore } from "./unread/idle-notices.js";
import type { NotifiedStore } from "./unread/notified.js";
import type { ReceiptStore } from "./unread/receipts.js";
import type { UnreadStore } from "./unread/unread.js";

export type * from "./rooms/change.js";
export type * from "./rooms/room-records.js";
export type * from "./rooms/room-store.js";

/** Local accounts and their devices. */
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

export interface DeviceRecord {
  readonly userId: string;
  readonly deviceId: string;
}

/** The access token of a device, and what renews it, hashed. */
export interface DeviceTokens {
  readonly hash: string;
  /** When the access token ends, in milliseconds; undefined for never. */
  readonly ends: number | undefined;
  readonly refreshHash: string | undefined;
}

/** A device, by an access token of it. */
export interface TokenRecord extends DeviceRecord {
  readonly ends: number | undefined;
}

/** The last call of a device that was noted. */
export interface LastCall {
  readonly ip: string | undefined;
  /** In milliseconds since 1970. */
  readonly ts: number;
}

/** A device as its user sees it. */
export interface NamedDevice extends DeviceRecord {
  readonly displayName: string | undefined;
  readonly lastCall: LastCall | undefined;
}

export interface AccountStore {
  /** False where the user ID is taken. */
  createAccount(account: Omit<AccountRecord, "deactivated" | "fields">): Promise<boolean>;
  account(userId: string): Promise<AccountRecord | undefined>;
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

export interface DeviceStore {
  /**
   * Makes or renews a device with its tokens, opened at some time. Gives the change to announce.
   */
  saveDevice(
    device: DeviceRecord,
    tokens: DeviceTokens & { readonly opened: number },
    displayName: string | undefined,
  ): Promise<Change>;
  /** A device whose token is the present one loses the former ones (C71). */
  deviceByToken(tokenHash: string): Promise<TokenRecord | undefined>;
  /** Gives a device new tokens for a refresh token of it; undefined where that is not known. */
  refreshDevice(refreshHash: string, tokens: DeviceTokens): Promise<DeviceRecord | undefined>;
  /** Deletes all of them at once. Gives the change to announce; undefined where none exists. */
  deleteDevices(userId: string, deviceIds: readonly string[]): Promise<Change | undefined>;
  /** Notes a call of a device, unless a later one is noted, or one from the same address so shortly before, by whichever process. */
  noteCall(device: DeviceRecord, call: LastCall, everyMs: number): Promise<void>;
  /** In the order of their IDs. */
  devicesOf(userId: string): Promise<readonly NamedDevice[]>;
  /** IDs of all but as many devices as were opened last. */
  devicesBeyond(userId: string, count: number): Promise<readonly string[]>;
  /** Gives the change to announce; undefined if the user does not have the device. */
  renameDevice(device: DeviceRecord, displayName: string): Promise<Change | undefined>;
}

/** Aliases of this server and the published rooms. */
export interface DirectoryStore {
  /** False where the alias is taken. */
  addAlias(alias: string, roomId: string, creator: string): Promise<boolean>;
  alias(alias: string): Promise<{ readonly roomId: string; readonly creator: string } | undefined>;
  /** False where the alias does not lead to that room any more. */
  removeAlias(alias: string, roomId: string): Promise<boolean>;
  /** The aliases of a room, the first few in the order of their names. */
  aliasesOf(roomId: string, limit: number): Promise<readonly string[]>;
  /** Aliases of one room lead to another, and the directory lists that instead, if it did. */
  moveListing(from: string, to: string): Promise<void>;
  setPublished(roomId: string, published: boolean): Promise<void>;
  publishedRooms(): Promise<readonly string[]>;
}

/** A retraction that the resident server has not heard of yet (X6). */
export interface PendingLeave {
  readonly roomId: string;
  readonly userId: string;
  readonly via: readonly string[];
  readonly failures: number;
  readonly retryAt: number;
}

export interface PendingLeaveStore {
  savePendingLeave(leave: PendingLeave): Promise<void>;
  pendingLeaves(): Promise<readonly PendingLeave[]>;
  removePendingLeave(roomId: string, userId: string): Promise<void>;
}

/** Everything that a server keeps, in one database. */
export interface Store
  extends KeyStore,
    OutboxStore,
    InboxStore,
    AccountStore,
    AccountTaskStore,
    DeviceStore,
    DeviceKeyStore,
    DeviceListStore,
    ListUpdateStore,
    CrossSigningStore,
    KeyBackupStore,
    RemoteKeyStore,
    AccountDataStore,
    EventTimeStore,
    ReceiptStore,
    PassingStore,
    ToDeviceStore,
    RelationStore,
    SearchStore,
    OpenIdStore,
    ReportStore,
    SpentSessionStore,
    UnreadStore,
    NotifiedStore,
    IdleNoticeStore,
    UserDirectoryStore,
    DirectoryStore,
    RoomStore,
    PendingLeaveStore {
  /** Called for commits of other processes on the same database; without a change, anything may have changed. */
  onChange(listener: (change: Change | undefined) => void): void;
  /** Called when another process has changed a user's profile, erased them or ended tokens of theirs; without a user, it may be any. */
  onUser(listener: (userId: string | undefined) => void): void;
  /** Called once, when there is another process on the same database, or has been. */
  onOther(listener: () => void): void;
  /** Tells the listeners of changes, users and keys that anything may have changed: a commit was found that was not heard of. */
  doubt(): void;
  /** Called when another process has rotated our keys. */
  onKeys(listener: () => void): void;
  /** Undefined for the embedded database, where one process counts. */
  readonly sharedLimits: LimitStore | undefined;
  /** Writes a consistent copy, line by line (O46). */
  backup(write: (line: string) => Promise<void>): Promise<void>;
  /** How much waits for other servers, and for how many of them. */
  outboxSize(): Promise<{ readonly items: number; readonly destinations: number }>;
  /** Undefined for the embedded database. */
  load(): DatabaseLoad | undefined;
  close(): Promise<void>;
}
