/** Asks a server's federation API what changes nothing, in the name of a server of the caller's, and judges the answers. */
import { type KeyPair, signRequest } from "@knockgen/auth";
import { judgeWhole } from "#inspect/judge/judge.js";
import { releasesAtHand } from "#inspect/releases/at-hand.js";
import { aboutChoice, chooseReleases } from "#inspect/releases/claims.js";
import { today } from "#inspect/today.js";
import { memberOf } from "#inspect/unknown-json.js";
import { openQuestions, type Question, signedQuestions } from "./federation-questions.js";
import type { Probed, ProbeOptions } from "./probe.js";
import { acceptedIn, crashIn } from "./probe-finding.js";
import { ProbeLedger } from "./probe-ledger.js";
import { BudgetSpent, createSender, type ProbeAnswer, type ProbeRequest } from "./sender.js";
import { SetupError } from "./setup.js";

/** The server in whose name requests are signed: the probed one must be able to fetch its key. */
export interface Signer {
  readonly name: string;
  readonly key: KeyPair;
}

export interface FederationProbeOptions
  extends Pick<ProbeOptions, "url" | "budget" | "rate" | "release" | "releaseFolders" | "waivers" | "today"> {
  /** Without it, only requests are sent that need no signature. */
  readonly signer?: Signer;
}

const API = "server-server";

export async function probeFederation(options: FederationProbeOptions): Promise<Probed> {
  const { url, signer, waivers = [], today: day = today() } = options;
  const send = createSender(options);
  const keys = await send({ method: "GET", path: "/_matrix/key/v2/server" });
  if (keys.failure !== undefined) throw new SetupError(`the server cannot be reached: ${keys.failure}`);
  const server = memberOf(keys.json, "server_name");
  if (typeof server !== "string")
    throw new SetupError(`${url} has no federation API: /_matrix/key/v2/server does not name a server`);
  const { release = "auto" } = options;
  // Servers tell each other nothing of releases.
  const wanted = release === "auto" ? ["latest"] : release;
  const chosen = chooseReleases(await releasesAtHand(options.releaseFolders), wanted, []);
  const ledger = new ProbeLedger(url);
  const ask = async (question: Question): Promise<ProbeAnswer> => {
    const request = requestOf(question, server, signer);
    const answer = await send(request);
    const { status } = answer;
    const { operationId, path, damaged } = question;
    const operation = { api: API, operationId, method: "GET", path: path.split("?")[0] ?? "" };
    const judgement = judgeWhole(answer.exchange, chosen.releases);
    ledger.note(operation, { request, answer, judgement }, [
      ...crashIn(operation, status, damaged),
      ...acceptedIn(operation, status, damaged),
    ]);
    return answer;
  };
  const notes = [...chosen.notes];
  try {
    for (const question of openQuestions(server)) await ask(question);
    if (signer === undefined)
      notes.push("nothing was signed: --as and --key have requests sent that need it");
    else {
      const [first, ...others] = signedQuestions(server, signer.name);
      // It says nothing of a server that it does not believe a signature whose key it cannot fetch.
      const { status } = first === undefined ? { status: 401 } : await ask(first);
      if (status === 401)
        notes.push(`requests of ${signer.name} are not believed: ${server} must be able to fetch its key`);
      else for (const question of others) await ask(question);
    }
  } catch (error) {
    if (!(error instanceof BudgetSpent)) throw error;
    notes.push(`${error.message}: not all was asked`);
  }
  const about = {
    subject: new URL(url).origin,
    ...aboutChoice(chosen),
    notes,
    describedOperations: new Set(
      [...openQuestions(server), ...signedQuestions(server, "")].map(({ operationId }) => operationId),
    ).size,
  };
  return { report: ledger.report(about, waivers, day), curl: ledger.commands() };
}

function requestOf({ path, signed }: Question, server: string, signer: Signer | undefined): ProbeRequest {
  const request = { method: "GET", path } as const;
  if (signed === "not" || signer === undefined) return request;
  const destination = signed === "for another" ? `not.${server}` : server;
  const uri = signed === "wrongly" ? `${path}&signed=otherwise` : path;
  const authorization = signRequest({ method: "GET", uri, origin: signer.name, destination }, signer.key);
  return { ...request, authorization };
}
