/** Opens the store: on a PostgreSQL server where there is a URL, embedded otherwise. */
import { createAccountDataStore } from "./accounts/account-data.js";
import { createAccountTaskStore } from "./accounts/account-tasks.js";
import { createAccountStore } from "./accounts/accounts.js";
import { createOpenIdStore } from "./accounts/openid.js";
import { createSpentSessionStore } from "./accounts/spent-sessions.js";
import { createUserDirectoryStore } from "./accounts/user-directory.js";
import { betweenProcesses } from "./between-processes.js";
import { writeBackup } from "./copy/backup.js";
import { type Making, openPglite } from "./database/pglite.js";
import { openPostgres } from "./database/postgres.js";
import type { Database } from "./database/sql.js";
import { damaged, StoreUnusable } from "./database/unusable.js";
import { createCrossSigningStore } from "./devices/cross-signing.js";
import { createDeviceKeyStore } from "./devices/device-keys.js";
import { createDeviceListStore } from "./devices/device-lists.js";
import { createDeviceStore } from "./devices/devices.js";
import { createKeyBackupStore } from "./devices/key-backups.js";
import { createListUpdateStore } from "./devices/list-updates.js";
import { createRemoteKeyStore } from "./devices/remote-keys.js";
import { createToDeviceStore } from "./devices/to-device.js";
import { createInboxStore, createOutboxStore, releaseClaims } from "./federation/outbox.js";
import { createKeyStore } from "./federation/signing-keys.js";
import { createLimitStore } from "./limits.js";
import { commitBatch } from "./rooms/commit.js";
import { createDirectoryStore } from "./rooms/directory.js";
import { createEntryStore } from "./rooms/entries.js";
import { createEventTimeStore } from "./rooms/event-times.js";
import { createForgottenStore } from "./rooms/forgotten.js";
import { createPendingLeaveStore } from "./rooms/pending-leaves.js";
import { createRoomReads } from "./rooms/read-rooms.js";
import { createRelationStore } from "./rooms/relations.js";
import { createReportStore } from "./rooms/reports.js";
import { createSearchStore } from "./rooms/search.js";
import { migrate } from "./schema/migrate.js";
import type { Store } from "./store.js";
import { createPassingStore } from "./stream.js";
import { createIdleNoticeStore } from "./unread/idle-notices.js";
import { createNotifiedStore } from "./unread/notified.js";
import { createReceiptStore } from "./unread/receipts.js";
import { createUnreadStore } from "./unread/unread.js";

/** Where the store is. */
export interface StoreOptions {
  /** Of a PostgreSQL server; it wins over `folder`. */
  readonly databaseUrl?: string | undefined;
  /** Of the embedded database. The default is to keep everything in memory. */
  readonly folder?: string | undefined;
  /** The default is the system's clock. */
  readonly now?: (() => number) | undefined;
}

/** Opens a store and brings its tables up to date. */
export async function openStore(options: StoreOptions = {}): Promise<Store> {
  const database = await openDatabase(options, "with-tables");
  try {
    await migrate(database);
    if (!database.shared) await releaseClaims(database);
    return await createStore(database, options.now ?? Date.now);
  } catch (error) {
    await database.close().catch(() => {
      // A damaged database may not be able to close either; the first error says why.
    });
    // The embedded database belongs to this process alone, so it is whole or damaged.
    throw database.shared || options.folder === undefined || error instanceof StoreUnusable
      ? error
      : damaged(options.folder, error);
  }
}

/** Opens the database of a store, as it is. */
export function openDatabase({ databaseUrl, folder }: StoreOptions, making?: Making): Promise<Database> {
  return databaseUrl === undefined ? openPglite(folder, making) : openPostgres(databaseUrl);
}

async function createStore(database: Database, now: () => number): Promise<Store> {
  const others = await betweenProcesses(database);
  const { tell, tellOfKeys, onChange, onUser, onKeys, onOther, doubt } = others;
  return {
    ...createKeyStore(database, tellOfKeys),
    ...createOutboxStore(database),
    ...createInboxStore(database),
    ...createAccountStore(database, others),
    ...createAccountTaskStore(database),
    ...createDeviceStore(database, others),
    ...createDeviceKeyStore(database, tell),
    ...createDeviceListStore(database),
    ...createListUpdateStore(database),
    ...createCrossSigningStore(database, tell),
    ...createKeyBackupStore(database),
    ...createRemoteKeyStore(database, tell),
    ...createAccountDataStore(database, tell),
    ...createEventTimeStore(database),
    ...createReceiptStore(database, tell),
    ...createPassingStore(database, tell),
    ...createToDeviceStore(database, tell),
    ...createRelationStore(database),
    ...createSearchStore(database),
    ...createOpenIdStore(database),
    ...createReportStore(database),
    ...createSpentSessionStore(database),
    ...createUnreadStore(database),
    ...createNotifiedStore(database),
    ...createIdleNoticeStore(database),
    ...createUserDirectoryStore(database),
    ...createDirectoryStore(database),
    ...createPendingLeaveStore(database),
    ...createRoomReads(database),
    ...createForgottenStore(database, tell),
    sharedEntries: database.shared ? createEntryStore(database) : undefined,
    sharedLimits: database.shared ? createLimitStore(database) : undefined,
    commit: (batch) => commitBatch(database, batch, { tell, now: now() }),
    onChange,
    onUser,
    onKeys,
    onOther,
    doubt,
    backup: (write) => writeBackup(database, write),
    outboxSize: async () => {
      const [size] = await database.query<{ items: number; destinations: number }>(
        "SELECT count(*) AS items, count(DISTINCT destination) AS destinations FROM outbox",
      );
      return size ?? { items: 0, destinations: 0 };
    },
    load: () => database.load(),
    close: () => database.close(),
  };
}
