/**
 * Makes `dist/new-store.tar.gz`: the files of an embedded database with the tables of this release and nothing in them. Making them
 * takes seconds, so a build does it once, and a server that starts for the first time unpacks them.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { PGlite } from "@electric-sql/pglite";
import { schemaHash } from "./dist/store/database/new-store.js";
import { takeStepsUnnamed } from "./dist/store/schema/migrate.js";

const file = new URL("dist/new-store.tar.gz", import.meta.url);
const hashFile = new URL("dist/new-store.hash", import.meta.url);
const pglite = readFileSync(new URL("package.json", import.meta.url), "utf8").match(/pglite": "([^"]+)/)?.[1];
const hash = `${schemaHash()} ${pglite}`;

if (!existsSync(file) || !existsSync(hashFile) || readFileSync(hashFile, "utf8") !== hash) {
  const lite = await PGlite.create("memory://");
  await takeStepsUnnamed({ query: async (sql, values = []) => (await lite.query(sql, [...values])).rows });
  await lite.query("CHECKPOINT");
  const dump = await lite.dumpDataDir("gzip");
  await lite.close();
  writeFileSync(file, Buffer.from(await dump.arrayBuffer()));
  writeFileSync(hashFile, hash);
}
