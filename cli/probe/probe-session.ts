/** Asks a server requests on behalf of a person, and keeps what is found in the answers. */
import { Diagnostics } from "#generator/diagnostic.js";
import type { OperationDef } from "#generator/model/model.js";
import { ownSpec } from "#generator/package-root.js";
import { type Understood, understand } from "#generator/pipeline.js";
import type { Finding } from "#inspect/finding.js";
import { judge, judgeWhole } from "#inspect/judge/judge.js";
import { Ledger, type Report } from "#inspect/ledger.js";
import type { Release } from "#inspect/releases/release.js";
import type { Waiver } from "#inspect/waivers.js";
import { curlOf } from "./curl.js";
import type { ProbeAnswer, ProbeRequest, Sender } from "./sender.js";
import { type Fixture, makeFixture, type Person } from "./setup.js";
import { type Parts, targetOf } from "./valid-request.js";

/** A request with its answer. */
export interface Asked {
  readonly request: ProbeRequest;
  readonly answer: ProbeAnswer;
}

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
  /** By the ID of a finding; the token is a variable. */
  readonly curl: Map<string, string> = new Map();
  readonly #options: ProbeSessionOptions;
  readonly #ledger = new Ledger();
  #fixtures = 0;

  constructor(options: ProbeSessionOptions) {
    this.#options = options;
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
  note(operation: OperationDef, { request, answer }: Asked, found?: Finding): void {
    const judgement = judgeWhole(answer.exchange, this.#options.releases);
    // Our own damage is not a finding.
    const findings = judgement.findings.filter(({ side }) => side === "server");
    const all = found === undefined ? findings : [...findings, found];
    const isNew = this.#ledger.add(answer.exchange, {
      ...judgement,
      operation: `client-server/${operation.operationId}`,
      findings: all,
    });
    for (const { id } of isNew) this.curl.set(id, curlOf(this.#options.url, request));
  }

  report(about: Parameters<Ledger["report"]>[0], waivers: readonly Waiver[], today: string): Report {
    return this.#ledger.report(about, waivers, today);
  }
}
