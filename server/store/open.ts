/** Opens the store: on a PostgreSQL server where there is a URL, embedded otherwise. */
import { createAccountDataStore } from "./account-data.js";
import { createAccountTaskStore } from "./account-tasks.js";
import { createAccountStore } from "./accounts.js";
import { writeBackup } from "./backup.js";
import { betweenProcesses } from "./between-processes.js";
import { commitBatch } from "./commit.js";
import { createCrossSigningStore } from "./cross-signing.js";
import { createDeviceKeyStore } from "./device-keys.js";
import { createDeviceListStore } from "./device-lists.js";
import { createDeviceStore } from "./devices.js";
import { createDirectoryStore, createPendingLeaveStore } from "./directory.js";
import { createEventTimeStore } from "./event-times.js";
import { createForgottenStore } from "./forgotten.js";
import { createIdleNoticeStore } from "./idle-notices.js";
import { createKeyBackupStore } from "./key-backups.js";
import { createKeyStore } from "./keys.js";
import { createListUpdateStore } from "./list-updates.js";
import { migrate } from "./migrate.js";
import { createNotifiedStore } from "./notified.js";
import { createOpenIdStore } from "./openid.js";
import { createInboxStore, createOutboxStore } from "./outbox.js";
import { type Making, openPglite } from "./pglite.js";
import { openPostgres } from "./postgres.js";
import { createReceiptStore } from "./receipts.js";
import { createRelationStore } from "./relations.js";
import { createRemoteKeyStore } from "./remote-keys.js";
import { createReportStore } from "./reports.js";
import { createRoomReads } from "./rooms.js";
import { createSearchStore } from "./search.js";
import { createSpentSessionStore } from "./spent-sessions.js";
import type { Database } from "./sql.js";
import type { Store } from "./store.js";
import { createPassingStore } from "./stream.js";
import { createToDeviceStore } from "./to-device.js";
import { createUnreadStore } from "./unread.js";
import { damaged, StoreUnusable } from "./unusable.js";
import { createUserDirectoryStore } from "./user-directory.js";

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
  const { tell, tellOfKeys, onChange, onKeys } = await betweenProcesses(database);
  return {
    ...createKeyStore(database, tellOfKeys),
    ...createOutboxStore(database),
    ...createInboxStore(database),
    ...createAccountStore(database),
    ...createAccountTaskStore(database),
    ...createDeviceStore(database, tell),
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
    commit: (batch) => commitBatch(database, batch, { tell, now: now() }),
    onChange,
    onKeys,
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
