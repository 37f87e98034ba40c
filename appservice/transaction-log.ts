/** IDs of the transactions that are done, so that one that is sent again is not taken twice. */
import { createHash, randomUUID } from "node:crypto";
import { readFile, rename, rm, writeFile } from "node:fs/promises";

/** Where the IDs are kept. Only the latest matter: a homeserver sends one transaction until it is answered. */
export interface TransactionLog {
  has(txnId: string): boolean | Promise<boolean>;
  add(txnId: string): void | Promise<void>;
}

const LATEST = 200;

/** Forgets all when the process ends; a transaction that was done but not answered is then taken once more. */
export function memoryLog(): TransactionLog {
  const done = new Latest();
  return { has: (txnId) => done.has(txnId), add: (txnId) => done.add(txnId) };
}

/** Keeps the IDs in a file, which is written whole. */
export function fileLog(file: string): TransactionLog {
  let loading: Promise<Latest> | undefined;
  const load = (): Promise<Latest> => {
    loading ??= readLatest(file);
    return loading;
  };
  return {
    has: async (txnId) => (await load()).has(txnId),
    add: async (txnId) => {
      const done = await load();
      done.add(txnId);
      const draft = `${file}.${randomUUID()}`;
      try {
        await writeFile(draft, `${JSON.stringify(done.all)}\n`, { mode: 0o600 });
        await rename(draft, file);
      } finally {
        await rm(draft, { force: true });
      }
    },
  };
}

/** A file that is damaged says nothing: at worst a transaction is taken once more. */
async function readLatest(file: string): Promise<Latest> {
  try {
    const value: unknown = JSON.parse(await readFile(file, "utf8"));
    const list = Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
    return new Latest(list);
  } catch {
    return new Latest();
  }
}

/** Digests, as IDs may be long. */
class Latest {
  readonly #digests: Set<string>;

  constructor(digests: readonly string[] = []) {
    this.#digests = new Set(digests.slice(-LATEST));
  }

  get all(): readonly string[] {
    return [...this.#digests];
  }

  has(txnId: string): boolean {
    return this.#digests.has(digest(txnId));
  }

  add(txnId: string): void {
    this.#digests.add(digest(txnId));
    const [oldest] = this.#digests;
    if (this.#digests.size > LATEST && oldest !== undefined) this.#digests.delete(oldest);
  }
}

function digest(txnId: string): string {
  return createHash("sha256").update(txnId).digest("base64");
}
