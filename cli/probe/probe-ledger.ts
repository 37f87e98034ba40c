/** Keeps what is found in the answers of a probed server, and how to ask for each again. */
import type { Finding } from "#inspect/finding.js";
import type { Judgement } from "#inspect/judge/judge.js";
import { Ledger, type Report, type ReportSubject } from "#inspect/ledger.js";
import type { Waiver } from "#inspect/waivers.js";
import { curlOf } from "./curl.js";
import type { ProbedOperation } from "./probe-finding.js";
import type { ProbeAnswer, ProbeRequest } from "./sender.js";

/** A request with its answer, judged. */
export interface Asked {
  readonly request: ProbeRequest;
  readonly answer: ProbeAnswer;
  readonly judgement: Judgement;
}

export class ProbeLedger {
  readonly #url: string;
  readonly #ledger = new Ledger();
  readonly #commands = new Map<string, string>();

  constructor(url: string) {
    this.#url = url;
  }

  /** Keeps the departures of an answer, and what else was found in it. */
  note(
    operation: ProbedOperation,
    { request, answer, judgement }: Asked,
    found: readonly Finding[] = [],
  ): void {
    // Our own damage is not a finding.
    const findings = [...judgement.findings.filter(({ side }) => side === "server"), ...found];
    const name = `${operation.api}/${operation.operationId}`;
    const isNew = this.#ledger.add(answer.exchange, { ...judgement, operation: name, findings });
    for (const { id } of isNew) this.#commands.set(id, curlOf(this.#url, request));
  }

  report(about: ReportSubject, waivers: readonly Waiver[], today: string): Report {
    return this.#ledger.report(about, waivers, today);
  }

  /** Lines for a shell, by the ID of the finding that each shows; the token is a variable. */
  commands(): ReadonlyMap<string, string> {
    return this.#commands;
  }
}
