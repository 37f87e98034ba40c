/**
 * Makes `dist/new-store.tar.gz`: the files of an embedded database with the tables of this release and nothing in them. Making them
 * takes seconds, so a build does it once, and a server that starts for the first time unpacks them: the fewer they are, the faster.
 */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { PGlite } from "@electric-sql/pglite";
import { schemaHash } from "./dist/store/database/new-store.js";
import { takeStepsUnnamed } from "./dist/store/schema/migrate.js";

const file = new URL("dist/new-store.tar.gz", import.meta.url);
const hashFile = new URL("dist/new-store.hash", import.meta.url);
const pglite = readFileSync(new URL("package.json", import.meta.url), "utf8").match(/pglite": "([^"]+)/)?.[1];
const maker = createHash("sha256")
  .update(readFileSync(new URL(import.meta.url)))
  .digest("hex");
const hash = `${schemaHash()} ${pglite} ${maker}`;

if (!existsSync(file) || !existsSync(hashFile) || readFileSync(hashFile, "utf8") !== hash) {
  // A file of the log that is done is deleted, not kept for later with all that stands in it.
  const startParams = [...PGlite.defaultStartParams, "-c", "wal_recycle=off"];
  const lite = await PGlite.create("memory://", { startParams });
  await takeStepsUnnamed({ query: async (sql, values = []) => (await lite.query(sql, [...values])).rows });
  await dropTemplates(lite);
  for (const step of ["CHECKPOINT", "SELECT pg_switch_wal()", "CHECKPOINT"]) await lite.query(step);
  const dump = await lite.dumpDataDir("gzip");
  await lite.close();
  writeFileSync(file, Buffer.from(await dump.arrayBuffer()));
  writeFileSync(hashFile, hash);
}

/** Databases are made after them, and a server never makes one. They are two thirds of all files. */
async function dropTemplates(lite) {
  await lite.query("UPDATE pg_database SET datistemplate = false");
  for (const name of ["template0", "template1"]) await lite.query(`DROP DATABASE ${name}`);
}
