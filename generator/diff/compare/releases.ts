/** Two releases -> everything that differs between them, in the order of the specification. */
import type { EventDef } from "../../model/model.js";
import type { Side, Subject } from "../diff-report.js";
import type { Context, Difference } from "../difference.js";
import { report } from "../difference.js";
import { definitionName, matchDefinitions } from "../match/definitions.js";
import { absorber, matchBy, matchOperations } from "../match/operations.js";
import type { Release } from "../release.js";
import { Shapes } from "../shape/shape.js";
import { compareEvent } from "./events.js";
import { compareOperation, operationSubject } from "./operations.js";
import { SchemaComparison } from "./schemas.js";
import { compareWritten } from "./written.js";

/** Judged as documentation by their rules. */
const WORDS: ReadonlySet<string> = new Set(["description", "summary", "since"]);

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
  const found: Difference[] = [];
  const shapes = ({ linked }: Release): Shapes => new Shapes(linked, assertFormats);
  const comparison = new SchemaComparison(shapes(old), shapes(next), found);
  const start = (subject: Subject, side: Side, place: string): Context => ({
    subject,
    side,
    place,
    path: "",
    report: (difference) => {
      if (words || !WORDS.has(difference.kind)) found.push(difference);
    },
  });
  compareAllOperations(old, next, start, comparison);
  compareAllEvents(old, next, start, comparison);
  compareAllDefinitions(old, next, start, comparison);
  return found;
}

type Start = (subject: Subject, side: Side, place: string) => Context;

function compareAllOperations(old: Release, next: Release, start: Start, comparison: SchemaComparison): void {
  const { pairs, added, removed } = matchOperations(old.model, next.model);
  for (const operation of removed) {
    const context = start(operationSubject(operation, undefined), "operation", "operation");
    const taker = absorber(operation, next.model);
    if (taker === undefined) report(context, "operation-removed", { old: operation.origin });
    else
      report(context, "operation-absorbed", {
        old: operation.origin,
        new: taker.origin,
        after: `${taker.operationId} ${taker.path}`,
      });
  }
  for (const operation of added)
    report(start(operationSubject(undefined, operation), "operation", "operation"), "operation-added", {
      new: operation.origin,
      ...(operation.since !== undefined && { after: `since Matrix ${operation.since}` }),
    });
  for (const [before, after] of pairs) {
    const context = start(operationSubject(before, after), "operation", "operation");
    compareOperation(before, after, context, comparison);
    compareWritten(before, after, { old, new: next }, context);
  }
}

function compareAllEvents(old: Release, next: Release, start: Start, comparison: SchemaComparison): void {
  const { pairs, added, removed } = matchBy(eventsOf(old), eventsOf(next), eventName);
  for (const event of removed)
    report(start(eventSubject(event), "event", "event"), "event-removed", { old: event.origin });
  for (const event of added)
    report(start(eventSubject(event), "event", "event"), "event-added", {
      new: event.origin,
      ...(event.since !== undefined && { after: `since Matrix ${event.since}` }),
    });
  for (const [before, after] of pairs)
    compareEvent(before, after, { old, new: next }, start(eventSubject(after), "event", "event"), comparison);
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

function compareAllDefinitions(
  old: Release,
  next: Release,
  start: Start,
  comparison: SchemaComparison,
): void {
  const { pairs, added, removed } = matchDefinitions(old.model, next.model);
  const open = (definition: (typeof added)[number]): Context =>
    start(
      { kind: "definition", api: definition.module, name: definitionName(definition) },
      "event",
      "definition",
    );
  for (const definition of removed)
    report(open(definition), "definition-removed", { old: definition.origin });
  for (const definition of added) report(open(definition), "definition-added", { new: definition.origin });
  for (const [before, after] of pairs) {
    comparison.compare([before.schema], [after.schema], open(after));
  }
}
