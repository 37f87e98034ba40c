/** The files of an embedded database with the tables of this release, which the build has made; making them anew takes seconds. */
import { createHash } from "node:crypto";
import { openAsBlob } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { MIGRATIONS } from "../schema/migrations.js";

/** Undefined where there was no build, or one of other tables, and in a bundle: the database then makes its own. */
export async function newStore(): Promise<Blob | undefined> {
  try {
    const { resolve } = createRequire(import.meta.url);
    const madeOf = await readFile(resolve("#new-store-hash"), "utf8");
    if (!madeOf.startsWith(schemaHash())) return undefined;
    return await openAsBlob(resolve("#new-store"), { type: "application/x-gzip" });
  } catch {
    return undefined;
  }
}

/** Changes with every step. */
export function schemaHash(): string {
  return createHash("sha256").update(MIGRATIONS.join("\n;\n")).digest("hex");
}
