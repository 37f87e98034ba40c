/** Two releases -> everything that differs between them, in the order of the specification. */
import type { EventDef } from "../../model/model.js";
import type { Subject } from "../diff-report.js";
import type { Difference } from "../difference.js";
import { matchDefinitions } from "../match/definitions.js";
import { absorber, matchBy, matchOperations } from "../match/operations.js";
import type { Release } from "../release.js";
import { Shapes } from "../shape/shape.js";
import { type Comparison, report, type Start } from "./context.js";
import { compareLoneDefinitions, untoldBreaks } from "./definitions.js";
import { compareEvent } from "./events.js";
import { compareOperation, operationSubject } from "./operations.js";
import { SchemaComparison } from "./schemas.js";
import { compareWritten } from "./written.js";

/** Judged as documentation by their rules. */
const WORDS: ReadonlySet<string> = new Set(["description", "summary", "since"]);

/** Changes of what validators do and nothing else: where no validator looks, which has no effect, nothing has changed. */
const ONLY_CHECKED: ReadonlySet<string> = new Set(["checks-changed", "verdict-changed"]);

export interface CompareOptions {
  /** Changes of words too. Default true. */
  readonly words?: boolean;
  /** Whether the generated code of both asserts formats that are annotations otherwise. Default false. */
  readonly assertFormats?: boolean;
}

export function compareReleases(
  old: Release,
  next: Release,
  { words = true, assertFormats = false }: CompareOptions = {},
): Difference[] {
  const shapes = ({ linked }: Release): Shapes => new Shapes(linked, assertFormats);
  const [before, after] = [shapes(old), shapes(next)];
  const begin = (): Comparison => {
    const found: Difference[] = [];
    const schemas = new SchemaComparison(before, after, found);
    const start: Start = (subject, side, at) => ({
      subject,
      side,
      place: subject.kind,
      path: "",
      at,
      schemas,
      report: (difference) => {
        if (words || !WORDS.has(difference.kind)) found.push(difference);
      },
    });
    return { start, found };
  };
  const all = begin();
  compareAllOperations(old, next, all.start);
  compareAllEvents(old, next, all.start);
  const definitions = matchDefinitions(old.model, next.model);
  compareLoneDefinitions(definitions, all.start);
  const others = untoldBreaks(definitions, all.found, begin());
  return [...all.found, ...others].filter(
    ({ kind, effect }) => !ONLY_CHECKED.has(kind) || effect !== undefined,
  );
}

function compareAllOperations(old: Release, next: Release, start: Start): void {
  const { pairs, added, removed } = matchOperations(old.model, next.model);
  for (const operation of removed) {
    const context = start(operationSubject(operation, undefined), "operation", { old: operation.origin });
    const taker = absorber(operation, next.model);
    if (taker === undefined) report(context, "operation-removed");
    else
      report(context, "operation-absorbed", {
        new: taker.origin,
        after: `${taker.operationId} ${taker.path}`,
      });
  }
  for (const operation of added)
    report(
      start(operationSubject(undefined, operation), "operation", { new: operation.origin }),
      "operation-added",
      sinceOf(operation),
    );
  for (const [before, after] of pairs) {
    const at = { old: before.origin, new: after.origin };
    const context = start(operationSubject(before, after), "operation", at);
    compareOperation(before, after, context);
    compareWritten(before, after, { old, new: next }, context);
  }
}

function compareAllEvents(old: Release, next: Release, start: Start): void {
  const { pairs, added, removed } = matchBy(eventsOf(old), eventsOf(next), eventName);
  for (const event of removed)
    report(start(eventSubject(event), "event", { old: event.origin }), "event-removed");
  for (const event of added)
    report(start(eventSubject(event), "event", { new: event.origin }), "event-added", sinceOf(event));
  for (const [before, after] of pairs) {
    const context = start(eventSubject(after), "event", { old: before.origin, new: after.origin });
    compareEvent(before, after, { old, new: next }, context);
  }
}

function sinceOf({ since }: { readonly since?: string }): { readonly after?: string } {
  return since === undefined ? {} : { after: `since Matrix ${since}` };
}

/** Without the components that stand among the events: what uses them is compared. */
function eventsOf({ model, kinds }: Release): readonly EventDef[] {
  return model.events.filter(({ type }) => kinds.get(type)?.length !== 0);
}

function eventName({ type, subType }: { readonly type: string; readonly subType?: string }): string {
  return subType === undefined ? type : `${type}$${subType}`;
}

function eventSubject({ type, subType }: EventDef): Subject {
  return { kind: "event", type, ...(subType !== undefined && { subType }) };
}
