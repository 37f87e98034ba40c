/** O47: the embedded database, too, may lack room for a while. */
import { expect, it } from "vitest";
import { DatabaseLost } from "../../../server/store/database/database-lost.js";
import { openPglite } from "../../../server/store/database/pglite.js";

it("O47 a disk that is full is a loss of the embedded database, within a transaction too", async () => {
  const database = await openPglite(undefined);
  const full = "DO $$ BEGIN RAISE EXCEPTION 'no space' USING ERRCODE = 'disk_full'; END $$";
  await expect(database.query(full)).rejects.toBeInstanceOf(DatabaseLost);
  await expect(database.transaction((queries) => queries.query(full))).rejects.toBeInstanceOf(DatabaseLost);
  expect(await database.query("SELECT 1 AS one")).toEqual([{ one: 1 }]);
  await database.close();
});
