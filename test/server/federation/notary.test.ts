/** Answers of a notary, which tells of the keys of other servers. */
import { type JsonObject, own, signJson, verifyJson, verifyKeyDocument } from "@knockgen/auth";
import { expect, it } from "vitest";
import { KeyFetcher } from "../../../server/federation/keys/key-fetcher.js";
import { KeyRing } from "../../../server/federation/keys/key-ring.js";
import { notaryAnswer } from "../../../server/federation/keys/notary.js";
import { DAY, documentOf, first, type Rig, rig, THEM } from "./key-rig.js";

const vouching = ({ ring, ours, time }: Rig) => ({ keys: ring, ownKeys: ours, now: time.clock });

it("answers as a notary, with both signatures, and leaves out who is unknown", async () => {
  const r = await rig({ [THEM]: () => documentOf(r.time, [first]) });
  const query = new Map([
    [THEM, undefined],
    ["silent.example", undefined],
    ["us.example", undefined],
  ]);
  const documents = await notaryAnswer(vouching(r), query);
  expect(documents.map((document) => own(document, "server_name"))).toEqual([THEM, "us.example"]);
  const ours = new Map([[r.ours.signingKey.keyId, r.ours.signingKey.publicKey]]);
  for (const document of documents) expect(verifyJson(document, "us.example", ours).ok).toBe(true);
  expect(verifyKeyDocument(documents[0] ?? {}, THEM, r.time.now).ok).toBe(true);
});

it("O11: as a notary waits for silent servers no longer than it has patience, and asks no more of them", async () => {
  const r = await rig({});
  const asked: string[] = [];
  let end = (): void => {};
  const silence = new Promise<void>((resolve) => {
    end = resolve;
  });
  const fetcher = new KeyFetcher({
    transport: {
      request: async ({ destination }) => {
        asked.push(destination);
        if (destination !== THEM) await silence;
        return destination === THEM
          ? { ok: true, value: documentOf(r.time, [first]) }
          : { ok: false, error: { kind: "unreachable", message: "down" } };
      },
    },
    clock: r.time.clock,
  });
  const ring = new KeyRing({ own: r.ours, store: r.store, fetcher, clock: r.time.clock });
  const names = Array.from({ length: 20 }, (_, at) => `silent${at}.example`);
  const query = new Map([THEM, ...names].map((name) => [name, undefined]));
  const documents = await notaryAnswer({ ...vouching(r), keys: ring }, query, 50);
  expect(documents.map((document) => own(document, "server_name"))).toEqual([THEM]);
  expect(asked).toHaveLength(5);
  end();
  // Its turn comes after those that wait.
  await ring.refreshForOthers("last.example", () => false, AbortSignal.timeout(60_000));
  expect(asked).toHaveLength(6);
});

it("O1: as a notary gives no more than an answer may hold", async () => {
  const names = Array.from({ length: 30 }, (_, at) => `large${at}.example`);
  const r = await rig(
    Object.fromEntries(
      names.map((serverName) => [
        serverName,
        () => {
          const { signatures: _, ...document } = documentOf(r.time, [first], { serverName });
          return signJson(
            { ...document, junk: Array.from({ length: 16_000 }, () => ({})) },
            serverName,
            first,
          );
        },
      ]),
    ),
  );
  const query = new Map(names.map((name) => [name, undefined]));
  const documents = await notaryAnswer(vouching(r), query);
  expect(documents.length).toBeGreaterThan(5);
  expect(documents.length).toBeLessThan(15);
});

it("as a notary keeps a document for half of its life, and that of a dead server for longer", async () => {
  let isDown = false;
  const r = await rig({ [THEM]: () => (isDown ? undefined : documentOf(r.time, [first])) });
  const query = new Map([[THEM, undefined]]);
  const ask = (): Promise<readonly JsonObject[]> => notaryAnswer(vouching(r), query);
  await ask();
  r.time.advance(DAY / 2 - 1);
  await ask();
  expect(r.asked).toHaveLength(1);
  r.time.advance(2);
  await ask();
  expect(r.asked).toHaveLength(2);
  isDown = true;
  r.time.advance(2 * DAY);
  expect(await ask()).toHaveLength(1);
});
