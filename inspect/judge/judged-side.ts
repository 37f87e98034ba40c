/** The two sides of an exchange as they are judged: what was read of each, and the events in it. */
import { type Found, isStandardError } from "@knockgen/matrix/runtime/inspect";
import { eventsIn } from "@knockgen/matrix/runtime/inspect-events";
import type { Inspected } from "@knockgen/matrix/runtime/inspection";
import { forStatus } from "@knockgen/matrix/runtime/status";
import { isFiltered } from "../events/cut-events.js";
import { type Parties, partiesOf } from "../events/event-fault.js";
import { LocatedEvents } from "../events/located-events.js";
import { type Exchange, headerOf } from "../exchange.js";
import type { FoundOperation } from "../releases/find-operation.js";
import { isUnrecognized } from "./unknown-operation.js";
import { inspectLoosely, isWellKnown } from "./well-known.js";

/** One side as it was read. */
interface ReadSide {
  readonly by: "client" | "server";
  readonly json: unknown;
  readonly found: readonly Found[];
  readonly inspected: Inspected | undefined;
}

export interface JudgedSide extends ReadSide {
  readonly events: LocatedEvents;
  readonly parties: Parties;
  /** Whether a filter may have left out keys of events. */
  readonly isCut: boolean;
}

/** The sides of an exchange that are judged. */
export interface ReadExchange {
  readonly sides: readonly JudgedSide[];
  /** The server says that it lacks the operation; its answer is then not judged. */
  readonly unimplemented: boolean;
}

/** Without the answer where there is none yet, or where it is exempt from the operation's description. */
export function readExchange(exchange: Exchange, operation: FoundOperation): ReadExchange {
  const { route, inspection, request } = operation;
  const { json, found } = request;
  const asked: ReadSide = { by: "client", json, found, inspected: inspection?.body };
  const answered = readAnswer(exchange, operation);
  const status = exchange.answer?.status ?? 0;
  const unimplemented = isUnrecognized(status, answered?.json);
  const isExempt = unimplemented || (status >= 400 && isWellKnown(route));
  const sides = answered === undefined || isExempt ? [asked] : [asked, answered];
  return { sides: sides.map((side) => withEvents(side, exchange, operation)), unimplemented };
}

function readAnswer({ request, answer }: Exchange, operation: FoundOperation): ReadSide | undefined {
  if (answer === undefined) return undefined;
  const { route, inspection } = operation;
  const inspected = forStatus(inspection?.answers ?? {}, answer.status);
  const isHead = request.method === "HEAD";
  const { json, found } = inspectLoosely(route, {
    status: answer.status,
    header: headerOf(answer.headers),
    body: answer.body === undefined || isHead ? undefined : { bytes: answer.body },
    headers: isHead ? undefined : inspected?.headers,
  });
  return { by: "server", json, found, inspected };
}

function withEvents(side: ReadSide, exchange: Exchange, operation: FoundOperation): JudgedSide {
  const { by, json, inspected } = side;
  const isError = by === "server" && isStandardError(json);
  const events = new LocatedEvents(json === undefined || isError ? [] : eventsIn(json, inspected?.events));
  const parties = partiesOf(exchange, operation.route, by);
  const isCut = by === "server" && isFiltered(operation.query, events.all);
  return { ...side, events, parties, isCut };
}
