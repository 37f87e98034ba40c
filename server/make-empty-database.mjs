/**
 * Makes `dist/empty-database.tar.gz`: the files of an embedded database with nothing in it. Making them takes seconds, so a build does
 * it once, and a server that starts for the first time unpacks them.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { PGlite } from "@electric-sql/pglite";

const file = new URL("dist/empty-database.tar.gz", import.meta.url);
const madeBy = new URL("dist/empty-database.version", import.meta.url);
const version =
  readFileSync(new URL("package.json", import.meta.url), "utf8").match(/pglite": "([^"]+)/)?.[1] ?? "";

if (!existsSync(file) || !existsSync(madeBy) || readFileSync(madeBy, "utf8") !== version) {
  const lite = await PGlite.create("memory://");
  const dump = await lite.dumpDataDir("gzip");
  await lite.close();
  writeFileSync(file, Buffer.from(await dump.arrayBuffer()));
  writeFileSync(madeBy, version);
}
