/** Asks a server requests on behalf of a person, and keeps what is found in the answers. */
import { Diagnostics } from "#generator/diagnostic.js";
import type { OperationDef } from "#generator/model/model.js";
import { ownSpec } from "#generator/package-root.js";
import { type Understood, understand } from "#generator/pipeline.js";
import type { Finding } from "#inspect/finding.js";
import { judge, judgeWhole } from "#inspect/judge/judge.js";
import type { Report, ReportSubject } from "#inspect/ledger.js";
import type { Release } from "#inspect/releases/release.js";
import type { Waiver } from "#inspect/waivers.js";
import { probedOperation } from "./probe-finding.js";
import { type Asked, ProbeLedger } from "./probe-ledger.js";
import type { ProbeRequest, Sender } from "./sender.js";
import { type Fixture, makeFixture, type Person } from "./setup.js";
import { type Parts, targetOf } from "./valid-request.js";

export interface ProbeSessionOptions {
  readonly url: string;
  /** Sets the names of what is made. */
  readonly seed: number;
  readonly send: Sender;
  readonly person: Person;
  /** Another one, to be invited and the like. */
  readonly other: Person;
  readonly releases: readonly Release[];
}

export class ProbeSession {
  readonly spec: Understood = understand({ spec: ownSpec }, new Diagnostics());
  readonly #options: ProbeSessionOptions;
  readonly #ledger: ProbeLedger;
  #fixtures = 0;

  constructor(options: ProbeSessionOptions) {
    this.#options = options;
    this.#ledger = new ProbeLedger(options.url, options.releases);
  }

  /** New things to ask about. */
  makeFixture(): Promise<Fixture> {
    const { send, person, other, seed } = this.#options;
    return makeFixture(send, person, other, `${seed}x${this.#fixtures++}`);
  }

  requestOf(operation: OperationDef, parts: Parts, raw?: string): ProbeRequest {
    return {
      method: operation.method,
      path: targetOf(operation, parts),
      token: operation.security.alternatives.length === 0 ? undefined : this.#options.person.token,
      body: raw ?? (parts.body === undefined ? undefined : JSON.stringify(parts.body)),
    };
  }

  async ask(request: ProbeRequest): Promise<Asked> {
    return { request, answer: await this.#options.send(request) };
  }

  /** Whether all releases forbid a request. A content is its sender's business: servers take contents that do not fit their type. */
  isForbidden({ method, path, body }: ProbeRequest): boolean {
    const bytes = new TextEncoder().encode(body ?? "");
    const exchange = { request: { method, target: path, headers: [], body: bytes } };
    return judge(exchange, this.#options.releases).some(
      ({ side, level, event }) => side === "client" && level === "error" && event === undefined,
    );
  }

  isUnimplemented({ answer }: Asked): boolean {
    return judgeWhole(answer.exchange, this.#options.releases).unimplemented;
  }

  /** Keeps the departures of an answer, and what else was found in it. */
  note(operation: OperationDef, asked: Asked, found: readonly Finding[] = []): void {
    this.#ledger.note(probedOperation(operation), asked, found);
  }

  report(about: ReportSubject, waivers: readonly Waiver[], day: string): Report {
    return this.#ledger.report(about, waivers, day);
  }

  /** Lines for a shell, by the ID of the finding that each shows. */
  commands(): ReadonlyMap<string, string> {
    return this.#ledger.commands();
  }
}
