/** The files of `data/` in an archive of the specification, which may be anyone's: one bad entry, and none of it is used. */
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { Parser, type ReadEntry } from "tar";
import { visible } from "#generator/report/visible.js";
import { Failure } from "../failure.js";
import type { TreeFile } from "./git-tree.js";

export interface Unpacked {
  /** By path below `data/`. */
  readonly files: ReadonlyMap<string, TreeFile>;
  /** Commit that the archive says it is of. */
  readonly commit?: string;
}

/** The specification has some 400 files in 3 MB; its whole repository has a few thousand in some 20 MB. */
const MAX_UNPACKED = 128 * 1024 * 1024;
const MAX_ENTRIES = 20_000;
const MAX_FILES = 5_000;
const MAX_PATH = 500;
const MAX_DEPTH = 16;
const MAX_META = 64 * 1024;

const DATA = "data";
const COMMIT = /^[0-9a-f]{40}$/;

/** Control characters, and parts that do not name a file: none, `.` and `..`. */
const ODD_PATH = /\p{Cc}|(?:^|\/)\.{0,2}(?:\/|$)/u;
/** Windows reads these as something else than a part of a name. */
const ODD_NAME = /[\\:*?"<>|]/;

/** Unpacks in memory, within bounds. Throws a failure that says what is wrong with the archive. */
export async function unpackData(archive: Uint8Array): Promise<Unpacked> {
  const bytes = await decompress(archive);
  const reader = new Reader();
  reader.read(bytes);
  return reader.result();
}

async function decompress(archive: Uint8Array): Promise<Buffer> {
  try {
    return await promisify(gunzip)(archive, { maxOutputLength: MAX_UNPACKED });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ERR_BUFFER_TOO_LARGE") throw new Failure(`is larger than ${MAX_UNPACKED} bytes unpacked`);
    if (code === "Z_BUF_ERROR") throw new Failure("ends in the middle");
    throw new Failure("is not packed with gzip");
  }
}

class Reader {
  readonly #files = new Map<string, TreeFile>();
  /** Paths as a file system without case has them. */
  readonly #taken = new Set<string>();
  #entries = 0;
  #top: string | undefined;
  #commit: string | undefined;
  #problem: string | undefined;
  #ended = false;

  read(bytes: Buffer): void {
    // The parser would unpack once more, without our bound.
    if (isPacked(bytes)) throw new Failure("is packed twice");
    const parser = new Parser({
      strict: true,
      maxMetaEntrySize: MAX_META,
      filter: (_, entry) => "remain" in entry && this.#wants(entry),
      onReadEntry: (entry) => this.#keep(entry),
    });
    parser.on("error", (error: Error) => {
      this.#problem ??= /truncated/i.test(error.message) ? "ends in the middle" : "is not a tar archive";
    });
    parser.on("eof", () => {
      this.#ended = true;
    });
    parser.end(bytes);
  }

  result(): Unpacked {
    if (this.#problem !== undefined) throw new Failure(this.#problem);
    if (!this.#ended) throw new Failure("ends in the middle");
    if (this.#files.size === 0) throw new Failure(`holds no folder ${DATA} with files`);
    for (const path of this.#files.keys())
      for (let at = path.lastIndexOf("/"); at > 0; at = path.lastIndexOf("/", at - 1))
        if (this.#taken.has(path.slice(0, at).toLowerCase()))
          throw new Failure(`holds ${visible(path)} inside of a file`);
    return { files: this.#files, ...(this.#commit !== undefined && { commit: this.#commit }) };
  }

  /** Whether the entry is a file of `data/`. Everything else is only looked at. */
  #wants(entry: ReadEntry): boolean {
    this.#problem ??= this.#problemOf(entry);
    if (this.#problem !== undefined) return false;
    const comment = entry.globalExtended?.comment;
    if (comment !== undefined && COMMIT.test(comment)) this.#commit = comment;
    return entry.type === "File" && pathInData(entry.path) !== undefined;
  }

  #problemOf({ path, type }: ReadEntry): string | undefined {
    this.#entries += 1;
    if (this.#entries > MAX_ENTRIES) return `holds more than ${MAX_ENTRIES} entries`;
    const bare = type === "Directory" ? path.replace(/\/$/, "") : path;
    const shown = visible(path.slice(0, MAX_PATH));
    if (path.length > MAX_PATH || bare.split("/").length > MAX_DEPTH) return `holds the long path ${shown}`;
    if (ODD_PATH.test(bare)) return `holds the path ${shown}`;
    const [top = ""] = bare.split("/");
    this.#top ??= top;
    if (top !== this.#top)
      return `holds more than one folder at its top: ${visible(this.#top)} and ${visible(top)}`;
    const inData = pathInData(bare);
    if (inData === undefined || type === "Directory") return undefined;
    if (ODD_NAME.test(inData)) return `holds the path ${shown}`;
    if (type !== "File") return `holds ${shown}, which is neither a file nor a folder (${type})`;
    const folded = inData.normalize("NFC").toLowerCase();
    if (this.#taken.has(folded)) return `holds ${shown} twice`;
    this.#taken.add(folded);
    return this.#taken.size > MAX_FILES ? `holds more than ${MAX_FILES} files in ${DATA}` : undefined;
  }

  #keep(entry: ReadEntry): void {
    const chunks: Buffer[] = [];
    entry.on("data", (chunk: Buffer) => void chunks.push(chunk));
    entry.on("end", () => {
      const path = pathInData(entry.path);
      const executable = ((entry.mode ?? 0) & 0o100) !== 0;
      if (path !== undefined) this.#files.set(path, { bytes: Buffer.concat(chunks), executable });
    });
  }
}

/** The path below `data/`, of a path below the archive's one folder. */
function pathInData(path: string): string | undefined {
  const [, folder, ...rest] = path.split("/");
  return folder === DATA && rest.length > 0 && rest[0] !== "" ? rest.join("/") : undefined;
}

/** Begins as gzip or Zstandard do. */
function isPacked(bytes: Buffer): boolean {
  return (
    bytes.subarray(0, 2).equals(Buffer.from([0x1f, 0x8b])) ||
    bytes.subarray(0, 4).equals(Buffer.from([0x28, 0xb5, 0x2f, 0xfd]))
  );
}
