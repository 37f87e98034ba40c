/** A thread that judges large exchanges, one after another. */
import { constants, setPriority } from "node:os";
import { parentPort } from "node:worker_threads";
import { release as own } from "@knockgen/matrix/inspect/release";
import { LearnedFacts } from "../events/federation-facts.js";
import type { Exchange } from "../exchange.js";
import { judgeBy } from "../judge/judge-by.js";
import { loadTables } from "../releases/load-release.js";
import { createRelease, type Release } from "../releases/release.js";
import { freeBuffers } from "./free-buffers.js";
import type { ReleaseSource, ThreadMessage, ThreadReply } from "./judge-messages.js";

// Who waits for an answer goes first. Only Linux has priorities by thread; elsewhere this would slow the proxy as well.
if (process.platform === "linux")
  try {
    setPriority(constants.priority.PRIORITY_LOW);
  } catch {
    // A system that forbids it is none the worse.
  }

let known: { readonly key: string; readonly releases: readonly Release[] } | undefined;

async function releasesOf(sources: readonly ReleaseSource[]): Promise<readonly Release[]> {
  const key = JSON.stringify(sources);
  if (known?.key === key) return known.releases;
  const releases: Release[] = [];
  for (const { name, folder, claimed, upTo } of sources) {
    const tables = folder === undefined ? own : await loadTables(folder);
    if (typeof tables !== "string") releases.push(createRelease(tables, { name, claimed, upTo }));
  }
  known = { key, releases };
  return releases;
}

let federation = new LearnedFacts();

/** Where bodies are put together: one after another, so that one place is enough. */
let scratch = new Uint8Array(0);

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  if (scratch.length < length) scratch = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    scratch.set(piece, at);
    at += piece.length;
  }
  return scratch.subarray(0, length);
}

function withBody(exchange: Exchange, pieces: readonly Uint8Array[] | undefined): Exchange {
  const { answer } = exchange;
  if (pieces === undefined || answer === undefined) return exchange;
  const body = joined(pieces);
  freeBuffers(pieces);
  return { ...exchange, answer: { ...answer, body } };
}

parentPort?.on("message", ({ id, exchange, pieces, sources, map, facts }: ThreadMessage) => {
  if (facts !== undefined) federation = new LearnedFacts(facts);
  void releasesOf(sources)
    .then((releases) => judgeBy(withBody(exchange, pieces), releases, map, federation))
    .catch(() => undefined)
    .then((judgement) => {
      const reply: ThreadReply = { id, judgement };
      parentPort?.postMessage(reply);
    });
});
