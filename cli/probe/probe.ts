/** Asks a server valid and damaged requests, of things that it has made itself, and judges the answers. */
import type { OperationDef } from "#generator/model/model.js";
import type { Report } from "#inspect/ledger.js";
import { releasesAtHand } from "#inspect/releases/at-hand.js";
import { aboutChoice, type Chosen, chooseReleases, claimsIn, type Wanted } from "#inspect/releases/claims.js";
import { today } from "#inspect/today.js";
import type { Waiver } from "#inspect/waivers.js";
import { type AtRandom, probeOperation } from "./probe-operation.js";
import { ProbeSession } from "./probe-session.js";
import { RandomRequests } from "./random.js";
import { BudgetSpent, createSender, type Sender } from "./sender.js";
import { openAccount, ownerOf, type Person, ServerGone } from "./setup.js";
import { changesAccount, isTouchable } from "./touchable.js";

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
}

/** A finding with the shortest way to see it. */
export interface Probed {
  readonly report: Report;
  /** By the finding's ID; the token is a variable. */
  readonly curl: ReadonlyMap<string, string>;
}

export async function probe(options: ProbeOptions): Promise<Probed> {
  const { url, seed, waivers = [], today: day = today() } = options;
  const send = createSender(options);
  const people = await peopleOf(options, send);
  const chosen = await releasesOf(options, send);
  const session = new ProbeSession({ url, seed, send, ...people, releases: chosen.releases });
  const described =
    session.spec.model.apis.find(({ module }) => module === "client-server")?.operations ?? [];
  const { operations, notes } = chooseOperations(described, options);
  const ended = await probeAll(session, operations, options);
  const about = {
    subject: new URL(url).origin,
    ...aboutChoice(chosen),
    notes: [...chosen.notes, ...notes, ...ended],
    describedOperations: described.length,
  };
  return { report: session.ledger.report(about, waivers, day), curl: session.ledger.commands() };
}

/** Two new accounts, or twice the one that was given. */
async function peopleOf(
  { token, seed }: ProbeOptions,
  send: Sender,
): Promise<{ readonly person: Person; readonly other: Person }> {
  if (token !== undefined) {
    const person = await ownerOf(send, token);
    return { person, other: person };
  }
  const name = `probe${seed}x${process.pid}`;
  return { person: await openAccount(send, name), other: await openAccount(send, `${name}b`) };
}

async function releasesOf({ release = "auto", releaseFolders }: ProbeOptions, send: Sender): Promise<Chosen> {
  const versions = await send({ method: "GET", path: "/_matrix/client/versions" });
  const claims = claimsIn(versions.exchange.answer?.body);
  return chooseReleases(await releasesAtHand(releaseFolders), release, claims);
}

interface ChosenOperations {
  readonly operations: readonly OperationDef[];
  readonly notes: readonly string[];
}

/** Those that are named, or else all that may be touched. An account that was given is its owner's. */
function chooseOperations(
  described: readonly OperationDef[],
  { only, token }: ProbeOptions,
): ChosenOperations {
  if (only !== undefined)
    return { operations: described.filter(({ operationId }) => only.includes(operationId)), notes: [] };
  const touchable = described.filter(isTouchable);
  const operations = touchable.filter((operation) => token === undefined || !changesAccount(operation));
  const left = touchable.length - operations.length;
  const note = `${left} operations that change an account were left out, as this one was given; --only asks them by name`;
  return { operations, notes: left > 0 ? [note] : [] };
}

/** Notes that say why it ended early, if it did. */
async function probeAll(
  session: ProbeSession,
  operations: readonly OperationDef[],
  options: ProbeOptions,
): Promise<readonly string[]> {
  const atRandom = await requestsAtRandom(session, options);
  try {
    for (const operation of operations) {
      await probeOperation(session, operation, atRandom);
    }
    return [];
  } catch (error) {
    if (!(error instanceof BudgetSpent || error instanceof ServerGone)) throw error;
    return [`${error.message}: not all operations were probed`];
  }
}

async function requestsAtRandom(
  { spec }: ProbeSession,
  { random: count = 0, seed }: ProbeOptions,
): Promise<AtRandom | undefined> {
  if (count === 0) return undefined;
  return { requests: new RandomRequests(await import("fast-check"), spec), seed, count };
}
