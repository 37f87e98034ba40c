/** Questions about users of several servers, each of which is asked about its own. */
import type { JsonObject, JsonValue } from "@knockgen/auth";
import { mapInTurns, Turns } from "../bounds/turns.js";
import { badJson } from "../errors.js";
import type { Call } from "../federation/calls/caller.js";
import type { FederationResult } from "../federation/transport/transport.js";
import { serverOf } from "../values/ids.js";

/** Servers that one request asks. */
const MAX_SERVERS = 200;
const TIMEOUT_MS = 10_000;
const TOO_MANY = { errcode: "M_LIMIT_EXCEEDED", error: "These are too many servers at once" };

/** Why a server has not answered. */
export type ServerFailures = Map<string, { readonly errcode: string; readonly error: string }>;

/** Splits what is asked by server, asks each in time, and names those that have not answered (C150, C151). */
export async function askServers(
  wanted: readonly (readonly [string, JsonValue])[],
  timeoutMs: number | undefined,
  ask: (server: string, wanted: JsonObject, call: Call) => Promise<FederationResult<JsonObject>>,
): Promise<{ readonly answers: ReadonlyMap<string, JsonObject>; readonly failures: ServerFailures }> {
  const byServer = await groupByServer(wanted);
  const failures: ServerFailures = new Map();
  const answers = new Map<string, JsonObject>();
  const patienceMs = Math.min(TIMEOUT_MS, Math.max(1, timeoutMs ?? TIMEOUT_MS));
  const askOne = async (server: string, users: JsonObject): Promise<void> => {
    // Looking for where the server is may take longer than its answer.
    const answer = await ask(server, users, { signal: AbortSignal.timeout(patienceMs) });
    if (answer.ok) answers.set(server, answer.value);
    else if (answer.error.kind === "unsendable") throw badJson(answer.error.message);
    else failures.set(server, { errcode: "M_UNKNOWN", error: answer.error.message });
  };
  const entries = [...byServer];
  const first = entries.slice(0, MAX_SERVERS);
  await Promise.all(await mapInTurns(first, ([server, users]) => askOne(server, Object.fromEntries(users))));
  for (const [server] of entries.slice(MAX_SERVERS)) failures.set(server, TOO_MANY);
  return { answers, failures };
}

/** As many users as a body can name may be of as many servers (O1). */
async function groupByServer<T>(
  wanted: readonly (readonly [string, T])[],
): Promise<Map<string, (readonly [string, T])[]>> {
  const byServer = new Map<string, (readonly [string, T])[]>();
  const turns = new Turns();
  for (const entry of wanted) {
    await turns.next();
    const server = serverOf(entry[0]);
    const users = byServer.get(server);
    if (users === undefined) byServer.set(server, [entry]);
    else users.push(entry);
  }
  byServer.delete("");
  return byServer;
}
