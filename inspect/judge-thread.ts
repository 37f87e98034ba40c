/** A thread that judges large exchanges, one after another. */
import { constants, setPriority } from "node:os";
import { parentPort } from "node:worker_threads";
import { release as own } from "@knockgen/matrix/inspect/release";
import { LearnedFacts } from "./federation-facts.js";
import { judgeWhole } from "./judge.js";
import type { ReleaseSource, ThreadMessage, ThreadReply } from "./judge-messages.js";
import { loadTables } from "./load-release.js";
import { createRelease, type Release } from "./release.js";

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

parentPort?.on("message", ({ id, exchange, sources, map, facts }: ThreadMessage) => {
  if (facts !== undefined) federation = new LearnedFacts(facts);
  const options = { federation, ...(map !== undefined && { map }) };
  void releasesOf(sources)
    .then((releases) => judgeWhole(exchange, releases, options))
    .catch(() => undefined)
    .then((judgement) => {
      const reply: ThreadReply = { id, judgement };
      parentPort?.postMessage(reply);
    });
});
