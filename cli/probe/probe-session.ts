/** Asks a server requests on behalf of a person, and judges the answers. */
import { Diagnostics } from "#generator/diagnostic.js";
import type { OperationDef } from "#generator/model/model.js";
import { ownSpec } from "#generator/package-root.js";
import { type Understood, understand } from "#generator/pipeline.js";
import { judge, judgeWhole } from "#inspect/judge/judge.js";
import type { Release } from "#inspect/releases/release.js";
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
  readonly ledger: ProbeLedger;
  readonly spec: Understood = understand({ spec: ownSpec }, new Diagnostics());
  readonly #options: ProbeSessionOptions;
  #fixtures = 0;

  constructor(options: ProbeSessionOptions) {
    this.#options = options;
    this.ledger = new ProbeLedger(options.url);
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
    const answer = await this.#options.send(request);
    return { request, answer, judgement: judgeWhole(answer.exchange, this.#options.releases) };
  }

  /** Whether all releases forbid a request. A content is its sender's business: servers take contents that do not fit their type. */
  isForbidden({ method, path, body }: ProbeRequest): boolean {
    const bytes = new TextEncoder().encode(body ?? "");
    const exchange = { request: { method, target: path, headers: [], body: bytes } };
    return judge(exchange, this.#options.releases).some(
      ({ side, level, event }) => side === "client" && level === "error" && event === undefined,
    );
  }
}
