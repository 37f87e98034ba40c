/** The folder of a server that starts for the first time. */
import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { newStore } from "../../../server/store/database/new-store.js";
import { openPglite } from "../../../server/store/database/pglite.js";
import "../../support/built.js";

const MIB = 2 ** 20;

it("holds the tables, and no databases and no log beside them", async () => {
  const folder = await mkdtemp(join(tmpdir(), "knockgen-new-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const database = await openPglite(folder, "with-tables");
  expect(await database.query("SELECT datname FROM pg_database")).toEqual([{ datname: "postgres" }]);
  await database.close();
  const paths = (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const sizes = await Promise.all(paths.map(async (path) => (await stat(path)).size));
  expect(sizes.reduce((sum, size) => sum + size, 0) / MIB).toBeLessThan(30);
  expect(((await newStore())?.size ?? 0) / MIB).toBeLessThan(1.5);
});
