/** The store: one interface, one SQL implementation, two drivers. */
import type { InboxStore } from "../federation/incoming/inbox-store.js";
import type { KeyStore } from "../federation/keys/key-store.js";
import type { OutboxStore } from "../federation/outbox/outbox-store.js";
import type { AccountDataStore } from "./accounts/account-data.js";
import type { AccountStore } from "./accounts/account-store.js";
import type { AccountTaskStore } from "./accounts/account-tasks.js";
import type { OpenIdStore } from "./accounts/openid.js";
import type { SpentSessionStore } from "./accounts/spent-sessions.js";
import type { UserDirectoryStore } from "./accounts/user-directory.js";
import type { DatabaseLoad } from "./database/sql.js";
import type { CrossSigningStore } from "./devices/cross-signing.js";
import type { DeviceKeyStore } from "./devices/device-key-store.js";
import type { DeviceListStore } from "./devices/device-lists.js";
import type { DeviceStore } from "./devices/device-store.js";
import type { KeyBackupStore } from "./devices/key-backups.js";
import type { ListUpdateStore } from "./devices/list-updates.js";
import type { RemoteKeyStore } from "./devices/remote-keys.js";
import type { ToDeviceStore } from "./devices/to-device.js";
import type { LimitStore } from "./limits.js";
import type { Change } from "./rooms/change.js";
import type { DirectoryStore } from "./rooms/directory.js";
import type { EntryStore } from "./rooms/entries.js";
import type { EventTimeStore } from "./rooms/event-times.js";
import type { PendingLeaveStore } from "./rooms/pending-leaves.js";
import type { RelationStore } from "./rooms/relations.js";
import type { ReportStore } from "./rooms/reports.js";
import type { RoomStore } from "./rooms/room-store.js";
import type { SearchStore } from "./rooms/search.js";
import type { PassingStore } from "./stream.js";
import type { IdleNoticeStore } from "./unread/idle-notices.js";
import type { NotifiedStore } from "./unread/notified.js";
import type { ReceiptStore } from "./unread/receipts.js";
import type { UnreadStore } from "./unread/unread.js";

export type * from "./accounts/account-store.js";
export type * from "./devices/device-store.js";
export type * from "./rooms/change.js";
export type * from "./rooms/pending-leaves.js";
export type * from "./rooms/room-records.js";
export type * from "./rooms/room-store.js";

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
  /** Undefined for the embedded database, as the next. */
  readonly sharedEntries: EntryStore | undefined;
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
