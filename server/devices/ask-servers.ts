/** Questions about users of several servers, each of which is asked about its own. */
import type { JsonObject, JsonValue } from "@knockgen/auth";
import type { Call } from "../federation/calls/caller.js";
import type { FederationResult } from "../federation/transport/transport.js";
import { groupBy } from "../values/group.js";
import { serverOf } from "../values/ids.js";

/** Servers that one request asks. */
const MAX_SERVERS = 200;
const TIMEOUT_MS = 10_000;

/** Why a server has not answered. */
export type ServerFailures = Record<string, { readonly errcode: string; readonly error: string }>;

/** Splits what is asked by server, asks each in time, and names those that have not answered (C150, C151). */
export async function askServers(
  wanted: readonly (readonly [string, JsonValue])[],
  timeoutMs: number | undefined,
  ask: (server: string, wanted: JsonObject, call: Call) => Promise<FederationResult<JsonObject>>,
): Promise<{ readonly answers: ReadonlyMap<string, JsonObject>; readonly failures: ServerFailures }> {
  const byServer = groupBy(wanted, (entry) => [serverOf(entry[0]), entry]);
  byServer.delete("");
  const failures = new Map<string, ServerFailures[string]>();
  const answers = new Map<string, JsonObject>();
  const call = { timeoutMs: Math.min(TIMEOUT_MS, Math.max(1, timeoutMs ?? TIMEOUT_MS)) };
  const entries = [...byServer];
  await Promise.all(
    entries.slice(0, MAX_SERVERS).map(async ([server, users]) => {
      const answer = await ask(server, Object.fromEntries(users), call);
      if (answer.ok) answers.set(server, answer.value);
      else failures.set(server, { errcode: "M_UNKNOWN", error: answer.error.message });
    }),
  );
  for (const [server] of entries.slice(MAX_SERVERS))
    failures.set(server, { errcode: "M_LIMIT_EXCEEDED", error: "These are too many servers at once" });
  return { answers, failures: Object.fromEntries(failures) };
}
