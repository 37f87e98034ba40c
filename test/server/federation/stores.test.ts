/** Properties of a store that federation relies on, tested on every store. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { generateKeyPair, type JsonObject } from "@knockgen/auth";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { InboxStore } from "../../../server/federation/incoming/inbox-store.js";
import type { KeyStore, KnownServerKeys } from "../../../server/federation/keys/key-store.js";
import type { OutboxItem, OutboxStore } from "../../../server/federation/outbox/outbox-store.js";
import { TransactionQueue } from "../../../server/federation/outbox/transaction-queue.js";
import { openStore } from "../../../server/store/open.js";
import { memoryFederationStore } from "../support/memory-store.js";
import { hasPostgres, postgresSchema } from "../support/postgres.js";

type FederationStore = KeyStore & OutboxStore & InboxStore;

interface Opened {
  readonly store: FederationStore;
  readonly close: () => Promise<void>;
}

const STORES: Record<string, () => Promise<Opened>> = {
  memory: async () => ({ store: memoryFederationStore(), close: async () => undefined }),
  embedded: async () => {
    const store = await openStore();
    return { store, close: () => store.close() };
  },
};

if (await hasPostgres())
  STORES.PostgreSQL = async () => {
    const schema = await postgresSchema();
    const store = await openStore({ databaseUrl: schema.url });
    return { store, close: () => store.close().finally(() => schema.drop()) };
  };

function items(kind: OutboxItem["kind"], from: number, to: number): readonly OutboxItem[] {
  return Array.from({ length: to - from }, (_, at) => ({ kind, json: { n: from + at } }));
}

async function numbers(store: OutboxStore, destination: string, pdus: number, edus: number) {
  return (await store.peek(destination, pdus, edus)).map(({ kind, json }) => `${kind}${String(json.n)}`);
}

it("O47 an embedded database that is opened again lets its new process send at once", async ({
  onTestFinished,
}) => {
  const folder = mkdtempSync(path.join(tmpdir(), "knock-claims-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const owner of ["killed", "started"]) {
    const store = await openStore({ folder });
    expect(await store.claim("a.example", owner, 0, 1_000), owner).toBe(true);
    await store.close();
  }
});

describe.each(Object.entries(STORES))("%s", (_, open) => {
  let opened: Opened;
  let store: FederationStore;
  let a = "";
  let b = "";
  let count = 0;

  // Opening takes long, so tests share a store, and have servers of their own.
  beforeAll(async () => {
    opened = await open();
    store = opened.store;
  });
  beforeEach(() => {
    a = `a${++count}.example`;
    b = `b${count}.example`;
  });
  afterAll(() => opened.close());

  it("keeps the outbox in order, for each destination, until entries are removed", async () => {
    await store.append([a, b], items("pdu", 0, 3), 5);
    await store.append([a], [...items("edu", 3, 5), ...items("pdu", 5, 6)], 6);
    expect(await numbers(store, a, 50, 100)).toEqual(["pdu0", "pdu1", "pdu2", "edu3", "edu4", "pdu5"]);
    expect(await numbers(store, a, 2, 1)).toEqual(["pdu0", "pdu1", "edu3"]);
    const entries = await store.peek(a, 50, 100);
    expect(entries.map(({ queuedTs }) => queuedTs)).toEqual([5, 5, 5, 6, 6, 6]);
    expect(await store.waiting()).toEqual(expect.arrayContaining([a, b]));
    await store.remove(
      a,
      entries.slice(0, 4).map(({ sequence }) => sequence),
    );
    expect(await numbers(store, a, 50, 100)).toEqual(["edu4", "pdu5"]);
    expect(await numbers(store, b, 50, 100)).toHaveLength(3);
    await store.remove(
      a,
      entries.map(({ sequence }) => sequence),
    );
    expect(await store.waiting()).not.toContain(a);
  });

  it("keeps numbers in events as they were written", async () => {
    const json: JsonObject = { depth: 2n ** 60n, text: "ü\u0001\u{1f600}" };
    await store.append([a], [{ kind: "pdu", json }], 0);
    expect((await store.peek(a, 1, 0))[0]?.json).toEqual(json);
  });

  it("trims the oldest", async () => {
    await store.append([a, b], [...items("pdu", 0, 10), ...items("edu", 10, 20)], 0);
    expect(await store.trim(a, 3, 2)).toBe(15);
    expect(await numbers(store, a, 50, 100)).toEqual(["pdu7", "pdu8", "pdu9", "edu18", "edu19"]);
    expect(await store.trim(a, 3, 2)).toBe(0);
    expect(await numbers(store, b, 50, 100)).toHaveLength(20);
  });

  it("C163 keeps messages, whatever else there is besides events", async () => {
    await store.append([a], [...items("message", 0, 4), ...items("edu", 4, 20), ...items("pdu", 20, 24)], 0);
    expect(await numbers(store, a, 1, 6)).toEqual([
      ...["message0", "message1", "message2", "message3", "edu4", "edu5"],
      "pdu20",
    ]);
    expect(await store.trim(a, 3, 1)).toBe(17);
    expect(await numbers(store, a, 50, 100)).toEqual([
      ...["message1", "message2", "message3", "edu19"],
      ...["pdu21", "pdu22", "pdu23"],
    ]);
  });

  it("lets one owner at a time send, and remembers how it went", async () => {
    expect(await store.claim(a, "x", 0, 100)).toBe(true);
    expect(await store.claim(a, "x", 10, 110)).toBe(true);
    expect(await store.claim(a, "y", 109, 200)).toBe(false);
    expect(await store.claim(b, "y", 109, 200)).toBe(true);
    const state = { destination: a, failures: 3, retryAt: 1_800_000_000_000, lastSuccessTs: 7 };
    await store.saveDestination(state);
    expect(await store.claim(a, "y", 109, 200)).toBe(false);
    expect(await store.claim(a, "y", 110, 200)).toBe(true);
    await store.release(a, "x");
    expect(await store.claim(a, "x", 111, 200)).toBe(false);
    await store.release(a, "y");
    expect(await store.claim(a, "x", 112, 200)).toBe(true);
    expect(await store.loadDestination(a)).toEqual(state);
    expect(await store.loadDestination("never.example")).toBeUndefined();
  });

  it("keeps the first key, and others' keys as they were last saved", async () => {
    const key = generateKeyPair("1");
    const all = await Promise.all([1, 2, 3].map(() => store.ownKeys(() => generateKeyPair("1"))));
    expect(new Set(all.map(({ current }) => current[0].publicKey)).size).toBe(1);
    const known: KnownServerKeys = {
      server: a,
      keys: [
        { keyId: key.keyId, publicKey: key.publicKey, validUntilTs: 1_800_000_000_000, obtainedTs: 5 },
        { keyId: "ed25519:old", publicKey: key.publicKey, expiredTs: 4, obtainedTs: 5 },
      ],
      document: { server_name: a, x: "\u0000 ü" },
      validUntilTs: 1_800_000_000_000,
      obtainedTs: 5,
    };
    await store.saveServerKeys({ ...known, keys: [] });
    await store.saveServerKeys(known);
    expect(await store.loadServerKeys(a)).toEqual(known);
    expect(await store.loadServerKeys(b)).toBeUndefined();
  });

  it("keeps answers to transactions for a while", async () => {
    await store.saveAnswer(a, "1", { pdus: { $a: {} } }, 10);
    await store.saveAnswer(b, "1", { pdus: {} }, 20);
    expect(await store.loadAnswer(a, "1")).toEqual({ pdus: { $a: {} } });
    expect(await store.loadAnswer(a, "2")).toBeUndefined();
    await store.forgetAnswers(15);
    expect(await store.loadAnswer(a, "1")).toBeUndefined();
    expect(await store.loadAnswer(b, "1")).toEqual({ pdus: {} });
  });

  it("lets two processes share the work: everything arrives, once and in order", async () => {
    const got: unknown[] = [];
    const client = {
      sendTransaction: async (_server: string, _txnId: string, { pdus }: JsonObject) => {
        await new Promise((resolve) => setTimeout(resolve, 1));
        if (Array.isArray(pdus)) got.push(...pdus.map((pdu: JsonObject) => pdu.n));
        return { ok: true as const, value: new Map() };
      },
    };
    const queues = [1, 2].map(() => new TransactionQueue({ serverName: "us.example", store, client }));
    for (let n = 0; n < 60; n++) {
      await store.append([a], items("pdu", n, n + 1), n);
      // Both hear of it, as with LISTEN and NOTIFY.
      for (const queue of queues) queue.wake([a]);
    }
    const deadline = Date.now() + 120_000;
    while ((await store.waiting()).includes(a) && Date.now() < deadline)
      await new Promise((resolve) => setTimeout(resolve, 20));
    await Promise.all(queues.map((queue) => queue.stop()));
    expect(got).toEqual([...Array(60).keys()]);
  });
});
