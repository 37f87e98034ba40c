/** The files of an embedded database with nothing in it, which the build has made; making them anew takes seconds. */
import { openAsBlob } from "node:fs";
import { createRequire } from "node:module";

/** Undefined where there was no build, and in a bundle: the database then makes its own. */
export async function emptyDatabase(): Promise<Blob | undefined> {
  try {
    const file = createRequire(import.meta.url).resolve("#empty-database");
    return await openAsBlob(file, { type: "application/x-gzip" });
  } catch {
    return undefined;
  }
}
