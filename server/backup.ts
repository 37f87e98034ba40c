/**
 * Copies of a store while a server runs (O46). PostgreSQL lets anybody look at one moment of it. An embedded database belongs to its
 * server, which is asked for the copy by a socket in the folder; without a server the folder is opened.
 */
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createReadStream, createWriteStream } from "node:fs";
import { chmod, mkdir, open, realpath, rename, rm } from "node:fs/promises";
import http from "node:http";
import path from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import { listenerOf } from "./http/http-listener.js";
import type { Listener } from "./http/listen.js";
import type { Log } from "./log.js";
import { writeBackup } from "./store/copy/backup.js";
import { beginCopy, type Copy, notWhole, restoreBackup } from "./store/copy/restore.js";
import { LOCK_FILE } from "./store/database/folder-lock.js";
import { openDatabase, type StoreOptions } from "./store/open.js";
import type { Store } from "./store/store.js";

/** Files of ours in a data folder begin like its lock, so that the database does not take them for its own. */
const SOCKET = `${LOCK_FILE}.socket`;
/** Only its owner may read a copy: it holds the keys that sign, and hashes of passwords. */
const OWNER_ONLY = 0o600;

/** Writes a copy to a file that does not exist yet; the file is whole or is not there. */
export async function backupTo(file: string, options: StoreOptions): Promise<void> {
  await (await open(file, "wx", OWNER_ONLY)).close();
  const partial = `${file}.${randomUUID()}`;
  try {
    const answer = options.databaseUrl === undefined ? await askServer(options.folder) : undefined;
    if (answer === undefined) {
      const database = await openDatabase(options);
      try {
        await writeTo(partial, { backup: (write) => writeBackup(database, write) });
      } finally {
        await database.close();
      }
    } else await pipeline(answer, createWriteStream(partial, { mode: OWNER_ONLY }));
    await rename(partial, file);
  } catch (error) {
    await Promise.all([partial, file].map((each) => rm(each, { force: true })));
    throw error;
  }
}

/** Fills an empty store from a copy; gives the number of its rows. Of what cannot be restored, no folder is left. */
export async function restoreFrom(file: string, options: StoreOptions): Promise<number> {
  const input = (await open(file)).createReadStream();
  try {
    // An error of the file is told before a database is made for nothing.
    return await restoreCopy(await beginCopy(linesOf(input)), options);
  } finally {
    input.destroy();
  }
}

async function restoreCopy(copy: Copy, options: StoreOptions): Promise<number> {
  const { folder } = options;
  // Where none can be made, the database says so in more words.
  const made =
    folder === undefined ? undefined : await mkdir(folder, { recursive: true }).catch(() => undefined);
  try {
    const database = await openDatabase(options);
    try {
      return await restoreBackup(database, copy);
    } finally {
      await database.close();
    }
  } catch (error) {
    if (made !== undefined) await rm(made, { recursive: true, force: true });
    throw error;
  }
}

async function* linesOf(input: Readable): AsyncIterable<string> {
  let rest = "";
  const unzipped = createGunzip();
  input.once("error", (error) => unzipped.destroy(error));
  const text: AsyncIterable<string> = input.pipe(unzipped).setEncoding("utf8");
  try {
    for await (const part of text) {
      const lines = `${rest}${part}`.split("\n");
      rest = lines.pop() ?? "";
      yield* lines;
    }
  } catch (error) {
    throw isOfZip(error) ? notWhole(error.message) : error;
  }
  if (rest !== "") yield rest;
}

function isOfZip(error: unknown): error is Error {
  return error instanceof Error && "code" in error && String(error.code).startsWith("Z_");
}

/** Lets `backupTo` of another process have copies of the store in a folder, as long as it is open. */
export async function offerBackups(folder: string, store: Store, log: Log): Promise<Listener> {
  const place = path.join(await realpath(folder), SOCKET);
  const server = http.createServer((_, response) => {
    const spool = `${place}.${randomUUID()}`;
    // By way of a file: the database waits for the copy, and must not wait for a slow reader.
    const sent = writeTo(spool, store).then(() => pipeline(createReadStream(spool), response));
    sent
      .catch((error: unknown) => {
        log("warn", "a copy of the store could not be made", { error });
        response.destroy();
      })
      .finally(() => rm(spool, { force: true }));
  });
  await rm(place, { force: true });
  await new Promise<void>((resolve) => {
    server.once("error", (error) => {
      // As where the path is too long for a socket: the server is as good without.
      log("warn", "no copies can be made while this server runs", { error });
      resolve();
    });
    server.listen(place, () => chmod(place, OWNER_ONLY).then(resolve, resolve));
  });
  return listenerOf(server);
}

/** Undefined where no server has the folder. */
async function askServer(folder: string | undefined): Promise<http.IncomingMessage | undefined> {
  if (folder === undefined) return undefined;
  const socketPath = path.join(await realpath(folder), SOCKET);
  return new Promise((resolve, reject) => {
    const request = http.get({ socketPath, path: "/" }, resolve);
    request.once("error", (error: Error & { readonly code?: string }) =>
      error.code === "ENOENT" || error.code === "ECONNREFUSED" ? resolve(undefined) : reject(error),
    );
  });
}

async function writeTo(file: string, store: Pick<Store, "backup">): Promise<void> {
  const zip = createGzip();
  const written = pipeline(zip, createWriteStream(file, { mode: OWNER_ONLY }));
  const failed = written.then(() => undefined);
  failed.catch(() => {
    // Told by `written` below.
  });
  try {
    await store.backup(async (line) => {
      if (!zip.write(`${line}\n`)) await Promise.race([once(zip, "drain"), failed]);
    });
    zip.end();
  } catch (error) {
    zip.destroy();
    await written.catch(() => undefined);
    throw error;
  }
  await written;
}
