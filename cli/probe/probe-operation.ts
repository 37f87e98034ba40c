/** Probes one operation: by valid requests, by damaged ones, and at random. */
import type { OperationDef } from "#generator/model/model.js";
import { type Mutant, mutantsOf } from "./mutants.js";
import { acceptedIn, crashIn, isCrash, probedOperation } from "./probe-finding.js";
import type { Asked } from "./probe-ledger.js";
import type { ProbeSession } from "./probe-session.js";
import type { RandomRequests } from "./random.js";
import type { Fixture } from "./setup.js";
import { type Parts, validRequests } from "./valid-request.js";

/** Requests at random. */
export interface AtRandom {
  readonly requests: RandomRequests;
  readonly seed: number;
  readonly count: number;
}

/** Asks nothing further of an operation that the server does not have. */
export async function probeOperation(
  session: ProbeSession,
  operation: OperationDef,
  atRandom: AtRandom | undefined,
): Promise<void> {
  const fixture = await session.makeFixture();
  const parts = await probeValid(session, operation, fixture);
  if (parts === undefined) return;
  for (const mutant of mutantsOf(operation, session.spec.linked, parts))
    await probeDamaged(session, operation, mutant, fixture);
  if (atRandom !== undefined) await probeAtRandom(session, operation, { atRandom, parts, fixture });
}

/** The first valid request that is taken, or the smallest; undefined where the server does not have the operation. */
async function probeValid(
  session: ProbeSession,
  operation: OperationDef,
  fixture: Fixture,
): Promise<Parts | undefined> {
  const probed = probedOperation(operation);
  const requests = validRequests(operation, session.spec, fixture);
  for (const parts of requests) {
    const asked = await session.ask(session.requestOf(operation, parts));
    if (asked.judgement.unimplemented) return undefined;
    session.ledger.note(probed, asked, crashIn(probed, asked.answer.status));
    if (asked.answer.status < 300) return parts;
  }
  return requests[requests.length - 1];
}

async function probeDamaged(
  session: ProbeSession,
  operation: OperationDef,
  mutant: Mutant,
  fixture: Fixture,
): Promise<void> {
  // The releases allow some of the damage.
  if (!session.isForbidden(session.requestOf(operation, mutant.parts, mutant.raw))) return;
  // A change by an earlier mutant must not decide this one.
  const mayChangeRoom = operation.method !== "GET" && operation.path.includes("{roomId}");
  const own = mayChangeRoom ? await session.makeFixture() : fixture;
  const parts = moved(mutant.parts, fixture, own);
  const asked = await session.ask(session.requestOf(operation, parts, mutant.raw));
  const { status } = asked.answer;
  const probed = probedOperation(operation);
  session.ledger.note(probed, asked, [
    ...crashIn(probed, status, mutant),
    ...acceptedIn(probed, status, mutant),
  ]);
}

async function probeAtRandom(
  session: ProbeSession,
  operation: OperationDef,
  from: { readonly atRandom: AtRandom; readonly parts: Parts; readonly fixture: Fixture },
): Promise<void> {
  const { requests, seed, count } = from.atRandom;
  const fixture = await session.makeFixture();
  const probed = probedOperation(operation);
  let last: Asked | undefined;
  const isFailure = async (parts: Parts): Promise<boolean> => {
    const request = session.requestOf(operation, parts);
    if (session.isForbidden(request)) return false;
    const asked = await session.ask(request);
    const isFailed = isCrash(asked.answer.status);
    if (isFailed) last = asked;
    else session.ledger.note(probed, asked);
    return isFailed;
  };
  const own = moved(from.parts, from.fixture, fixture);
  await requests.lookForFailure(operation, own, fixture, { seed, count }, isFailure);
  // Each failure is smaller than the one before.
  if (last !== undefined) session.ledger.note(probed, last, crashIn(probed, last.answer.status));
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
