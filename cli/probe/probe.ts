/** Asks a server valid and damaged requests, of things that it has made itself, and judges the answers. */
import type * as FastCheck from "fast-check";
import { Diagnostics } from "#generator/diagnostic.js";
import type { OperationDef } from "#generator/model/model.js";
import { ownSpec } from "#generator/package-root.js";
import { understand } from "#generator/pipeline.js";
import type { Finding } from "#inspect/finding.js";
import { judge, judgeWhole } from "#inspect/judge/judge.js";
import { Ledger, type Report } from "#inspect/ledger.js";
import { releasesAtHand } from "#inspect/releases/at-hand.js";
import { aboutChoice, type Chosen, chooseReleases, claimsIn, type Wanted } from "#inspect/releases/claims.js";
import type { Release } from "#inspect/releases/release.js";
import type { Waiver } from "#inspect/waivers.js";
import { curlOf } from "./curl.js";
import { mutantsOf } from "./mutants.js";
import { accepted, crash, isCrash, type ProbedOperation } from "./probe-finding.js";
import { RandomRequests } from "./random.js";
import { BudgetSpent, createSender, type ProbeAnswer, type ProbeRequest, type Sender } from "./sender.js";
import { type Fixture, makeFixture, openAccount, ownerOf, type Person, ServerGone } from "./setup.js";
import { changesAccount, isTouchable } from "./touchable.js";
import { type Parts, targetOf, validRequests } from "./valid-request.js";

export interface ProbeOptions {
  readonly url: string;
  /** Names of operations; all that may be touched when missing. */
  readonly only?: readonly string[];
  /** Sets the names of what is made. */
  readonly seed: number;
  readonly budget: number;
  readonly rate: number;
  /** Releases to judge by; a damaged request must be refused only where all of them forbid it. Default `auto`. */
  readonly release?: Wanted;
  readonly releaseFolders?: ReadonlyMap<string, string>;
  /** An account to use instead of new ones. */
  readonly token?: string;
  /** Requests at random of each operation that has something to vary; 0, the default, needs no package `fast-check`. */
  readonly random?: number;
  readonly waivers?: readonly Waiver[];
  readonly today?: string;
  readonly onOperation?: (name: string) => void;
}

/** A finding with the shortest way to see it. */
export interface Probed {
  readonly report: Report;
  /** By the finding's ID; the token is a variable. */
  readonly curl: ReadonlyMap<string, string>;
}

/** Ground that a probe stands on: accounts on the server, and the releases that it is held to. */
interface Ground {
  readonly send: Sender;
  readonly person: Person;
  readonly other: Person;
  readonly chosen: Chosen;
  readonly fastCheck: typeof FastCheck | undefined;
}

interface Asked {
  readonly request: ProbeRequest;
  readonly answer: ProbeAnswer;
}

export async function probe(options: ProbeOptions): Promise<Probed> {
  const send = createSender(options);
  const name = `probe${options.seed}x${process.pid}`;
  const person =
    options.token === undefined ? await openAccount(send, name) : await ownerOf(send, options.token);
  const other = options.token === undefined ? await openAccount(send, `${name}b`) : person;
  const versions = await send({ method: "GET", path: "/_matrix/client/versions" });
  const claims = claimsIn(versions.exchange.answer?.body);
  const atHand = await releasesAtHand(options.releaseFolders);
  const chosen = chooseReleases(atHand, options.release ?? "auto", claims);
  const fastCheck = (options.random ?? 0) > 0 ? await import("fast-check") : undefined;
  return new Probing(options, { send, person, other, chosen, fastCheck }).run();
}

class Probing {
  readonly #options: ProbeOptions;
  readonly #send: Sender;
  readonly #person: Person;
  readonly #other: Person;
  readonly #chosen: Chosen;
  readonly #releases: readonly Release[];
  readonly #ledger = new Ledger();
  readonly #curl = new Map<string, string>();
  readonly #spec = understand({ spec: ownSpec }, new Diagnostics());
  readonly #random: RandomRequests | undefined;
  #count = 0;

  constructor(options: ProbeOptions, { send, person, other, chosen, fastCheck }: Ground) {
    this.#options = options;
    this.#send = send;
    this.#person = person;
    this.#other = other;
    this.#chosen = chosen;
    this.#releases = chosen.releases;
    this.#random = fastCheck === undefined ? undefined : new RandomRequests(fastCheck, this.#spec);
  }

  async run(): Promise<Probed> {
    const notes: string[] = [...this.#chosen.notes];
    const api = this.#spec.model.apis.find(({ module }) => module === "client-server");
    const { only, token } = this.#options;
    const all = api?.operations ?? [];
    const touchable = all.filter(isTouchable);
    // An account that was given is its owner's.
    const probed =
      only !== undefined
        ? all.filter(({ operationId }) => only.includes(operationId))
        : touchable.filter((operation) => token === undefined || !changesAccount(operation));
    const left = only === undefined ? touchable.length - probed.length : 0;
    if (left > 0)
      notes.push(
        `${left} operations that change an account were left out, as this one was given; --only asks them by name`,
      );
    try {
      for (const operation of probed) await this.#probe(operation);
    } catch (error) {
      if (!(error instanceof BudgetSpent || error instanceof ServerGone)) throw error;
      notes.push(`${error.message}: not all operations were probed`);
    }
    const { url, waivers = [], today = new Date().toISOString().slice(0, 10) } = this.#options;
    const about = {
      subject: new URL(url).origin,
      ...aboutChoice(this.#chosen),
      notes,
      describedOperations: api?.operations.length ?? 0,
    };
    return { report: this.#ledger.report(about, waivers, today), curl: this.#curl };
  }

  async #probe(operation: OperationDef): Promise<void> {
    this.#options.onOperation?.(operation.operationId);
    const fixture = await this.#fixture();
    const parts = await this.#probeValid(operation, fixture);
    if (parts === undefined) return;
    for (const mutant of mutantsOf(operation, this.#spec.linked, parts)) {
      // The releases allow some of the damage.
      if (!this.#isRefused(this.#requestOf(operation, mutant.parts, mutant.raw))) continue;
      // A change by an earlier mutant must not decide this one.
      const changes = operation.method !== "GET" && operation.path.includes("{roomId}");
      const own = changes ? await this.#fixture() : fixture;
      const asked = await this.#ask(operation, moved(mutant.parts, fixture, own), mutant.raw);
      const { status } = asked.answer;
      this.#note(
        operation,
        asked,
        isCrash(status)
          ? crash(of(operation), status, mutant)
          : status < 300
            ? accepted(of(operation), status, mutant)
            : undefined,
      );
    }
    await this.#probeAtRandom(operation, parts, fixture);
  }

  /** The first valid request that is taken, or the smallest; undefined where the server does not have the operation. */
  async #probeValid(operation: OperationDef, fixture: Fixture): Promise<Parts | undefined> {
    const requests = validRequests(operation, this.#spec, fixture);
    for (const parts of requests) {
      const asked = await this.#ask(operation, parts);
      const { status, exchange } = asked.answer;
      if (judgeWhole(exchange, this.#releases).unimplemented) return undefined;
      this.#note(operation, asked, isCrash(status) ? crash(of(operation), status, undefined) : undefined);
      if (status < 300) return parts;
    }
    return requests[requests.length - 1];
  }

  async #probeAtRandom(operation: OperationDef, valid: Parts, from: Fixture): Promise<void> {
    if (this.#random === undefined) return;
    const { seed, random: count = 0 } = this.#options;
    const fixture = await this.#fixture();
    let last: Asked | undefined;
    const isFailure = async (parts: Parts): Promise<boolean> => {
      const request = this.#requestOf(operation, parts);
      if (this.#isRefused(request)) return false;
      const asked = { request, answer: await this.#send(request) };
      const isFailed = isCrash(asked.answer.status);
      if (isFailed) last = asked;
      else this.#note(operation, asked, undefined);
      return isFailed;
    };
    const own = moved(valid, from, fixture);
    await this.#random.lookForFailure(operation, own, fixture, { seed, count }, isFailure);
    // Each failure is smaller than the one before.
    if (last !== undefined) this.#note(operation, last, crash(of(operation), last.answer.status, undefined));
  }

  #fixture(): Promise<Fixture> {
    return makeFixture(this.#send, this.#person, this.#other, `${this.#options.seed}x${this.#count++}`);
  }

  async #ask(operation: OperationDef, parts: Parts, raw?: string): Promise<Asked> {
    const request = this.#requestOf(operation, parts, raw);
    return { request, answer: await this.#send(request) };
  }

  #requestOf(operation: OperationDef, parts: Parts, raw?: string): ProbeRequest {
    return {
      method: operation.method,
      path: targetOf(operation, parts),
      token: operation.security.alternatives.length === 0 ? undefined : this.#person.token,
      body: raw ?? (parts.body === undefined ? undefined : JSON.stringify(parts.body)),
    };
  }

  /** A content is its sender's business: servers take contents that do not fit their type. */
  #isRefused({ method, path, body }: ProbeRequest): boolean {
    const bytes = new TextEncoder().encode(body ?? "");
    const exchange = { request: { method, target: path, headers: [], body: bytes } };
    return judge(exchange, this.#releases).some(
      ({ side, level, event }) => side === "client" && level === "error" && event === undefined,
    );
  }

  #note(operation: OperationDef, { request, answer }: Asked, found: Finding | undefined): void {
    const judgement = judgeWhole(answer.exchange, this.#releases);
    // Our own damage is not a finding.
    const findings = judgement.findings.filter(({ side }) => side === "server");
    const all = found === undefined ? findings : [...findings, found];
    const isNew = this.#ledger.add(answer.exchange, {
      ...judgement,
      operation: `client-server/${operation.operationId}`,
      findings: all,
    });
    for (const { id } of isNew) this.#curl.set(id, curlOf(this.#options.url, request));
  }
}

/** A mutant of one fixture, of another. */
function moved(parts: Parts, from: Fixture, to: Fixture): Parts {
  const swap = new Map([
    [from.roomId, to.roomId],
    [from.eventId, to.eventId],
    [from.unique, to.unique],
  ]);
  return {
    ...parts,
    path: Object.fromEntries(
      Object.entries(parts.path).map(([name, value]) => [name, swap.get(value) ?? value]),
    ),
  };
}

function of({ operationId, method, path }: OperationDef): ProbedOperation {
  return { api: "client-server", operationId, method, path };
}
