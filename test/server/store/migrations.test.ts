/** Steps that fill what they add from rows of earlier releases. */
import { expect, it, onTestFinished } from "vitest";
import { openPglite } from "../../../server/store/database/pglite.js";
import { createKeyBackupStore } from "../../../server/store/devices/key-backups.js";
import { migrate, takeSteps } from "../../../server/store/schema/migrate.js";
import { MIGRATIONS } from "../../../server/store/schema/migrations.js";

it("backups of keys from before they were counted say how many keys they have", async () => {
  const database = await openPglite(undefined);
  onTestFinished(() => database.close());
  const counted = MIGRATIONS.findIndex((step) => step.includes("ALTER TABLE key_backups ADD COLUMN keys"));
  await database.query("CREATE TABLE migrations (step integer PRIMARY KEY)");
  await takeSteps(database, 0, counted);
  await database.script(`
    INSERT INTO key_backups (user_id, version, algorithm, auth_data) VALUES ('@a:b', 1, 'a', '{}'), ('@a:b', 2, 'a', '{}');
    INSERT INTO backup_keys (user_id, version, room_id, session_id, json)
      VALUES ('@a:b', 1, '!r:b', 's', '{}'), ('@a:b', 1, '!r:b', 't', '{}')
  `);
  await migrate(database);
  const backups = createKeyBackupStore(database);
  expect(await backups.keyBackup("@a:b", 1)).toMatchObject({ count: 2 });
  expect(await backups.keyBackup("@a:b", 2)).toMatchObject({ count: 0 });
});
