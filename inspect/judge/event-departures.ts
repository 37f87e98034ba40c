/** Departures in the events of a body: of their envelopes, contents, hashes and signatures, each with whose fault it is. */
import type { Found } from "@knockgen/matrix/runtime/inspect";
import { type ContentIssue, contentIssues, type JudgedContent } from "../events/event-contents.js";
import { faultOf } from "../events/event-fault.js";
import type { FederationFacts } from "../events/federation-facts.js";
import { typeOfEvent } from "../events/located-events.js";
import { isExcused, mayBeRedacted } from "../events/redaction-excuse.js";
import type { verifyEvents } from "../events/verify-events.js";
import type { Level, Side } from "../finding.js";
import { templateOf } from "../problems/template.js";
import type { JudgedSide } from "./judged-side.js";
import type { Judging } from "./judging.js";

/** Means to verify hashes and signatures of events. */
export interface VerifyOptions {
  readonly federation?: FederationFacts;
  /** Nothing is verified without; given by the caller, as most have no use for all that it loads. */
  readonly verify?: typeof verifyEvents;
}

/** Events that redaction has cut fit their hash no longer, and need not. */
export function addUnverified(
  { exchange: { request, answer }, release, found }: Judging,
  { events, parties, inspected }: JudgedSide,
  { federation, verify }: VerifyOptions,
): void {
  const body = parties.by === "client" ? request.body : answer?.body;
  if (federation === undefined || verify === undefined || parties.api !== "server-server") return;
  for (const { located, property, keyword, message } of verify(events.all, body, federation)) {
    if (keyword === "hash" && mayBeRedacted(located)) continue;
    const side = faultOf(located, "envelope", parties);
    const { path } = located;
    const { pointer: at, schema } = templateOf({ path, keyword, type: inspected?.type }, release.tables);
    const pointer = property === "" ? at : `${at}/${property}`;
    const level = levelOf(side);
    found.add({ by: parties.by, side, level, place: "body", pointer, keyword, message, schema });
  }
}

/** Adds a problem of a body if it lies in an event; false if it does not. */
export function addInEvent(judging: Judging, side: JudgedSide, problem: Found): boolean {
  const { events, inspected, parties } = side;
  const located = events.around(problem.path);
  if (located === undefined || located.place.form === "content") return false;
  if (located.path.length === problem.path.length) return false;
  const rest = problem.path.slice(located.path.length);
  const { tables } = judging.release;
  if (rest[0] === "content" && rest.length > 1) {
    if (isExcused(located, problem.keyword)) return true;
    const type = typeOfEvent(located.value);
    const described = type === undefined ? undefined : tables.contents[type]?.type;
    const content = { located, path: [...located.path, "content"], event: described && type, described };
    addContent(judging, side, content, { ...problem, path: rest.slice(1) });
    return true;
  }
  const fault = faultOf(located, "envelope", parties);
  const { pointer, schema } = templateOf({ ...problem, type: inspected?.type }, tables);
  const { keyword, message, value } = problem;
  const { by } = parties;
  const level = levelOf(fault);
  judging.found.add({ by, side: fault, level, place: "body", pointer, keyword, message, value, schema });
  return true;
}

/** Adds the problems of all contents that the schema of the body does not see. */
export function addContents(judging: Judging, side: JudgedSide): void {
  for (const [content, issue] of contentIssues(side, judging.operation, judging.release))
    addContent(judging, side, content, issue);
}

function addContent(
  { release: { tables }, found }: Judging,
  { inspected, parties }: JudgedSide,
  { located, path, event, described }: JudgedContent,
  issue: ContentIssue,
): void {
  const outer = "outer" in located ? located.outer : located.path;
  const steps = "steps" in located ? located.steps.map((step) => `/${step}`) : [];
  const around =
    templateOf({ path: outer, keyword: "type", type: inspected?.type }, tables).pointer + steps.join("");
  // Where the schema says no more than that there are events, it does not know their content either.
  const before = path.length > located.path.length ? `${around}/content` : around;
  const { pointer, schema } = templateOf({ ...issue, type: described }, tables);
  const side = faultOf(located, "content", parties, event);
  const { keyword, message, value } = issue;
  found.add({
    by: parties.by,
    side,
    level: levelOf(side),
    place: "body",
    pointer: `${before}${pointer}`,
    keyword,
    message,
    value,
    schema,
    event,
  });
}

/** A server that passes on the mistake of another is warned of it. */
function levelOf(side: Side): Level {
  return side === "relayed" ? "warning" : "error";
}
