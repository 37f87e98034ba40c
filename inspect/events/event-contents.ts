/** Contents of events that break the schema of their type: those of a body, and those that its events carry. */
import type { Found } from "@knockgen/matrix/runtime/inspect";
import {
  type FoundContent,
  inspectContents,
  type LocatedEvent,
} from "@knockgen/matrix/runtime/inspect-events";
import { withoutExplained } from "../problems/alternatives.js";
import type { FoundOperation } from "../releases/find-operation.js";
import type { Release } from "../releases/release.js";
import { isObject } from "../unknown-json.js";
import { isUnset } from "./cut-events.js";
import { type InnerEvent, innerEvents } from "./inner-events.js";
import { isSamePath, type LocatedEvents, valueAt } from "./located-events.js";
import { namedContents } from "./named-contents.js";
import { isContentExcused, isExcused } from "./redaction-excuse.js";

/** One problem of a content. */
export type ContentIssue = Pick<Found, "path" | "keyword" | "message" | "value">;

export interface JudgedContent {
  readonly located: LocatedEvent | InnerEvent;
  /** Of the content, in the body. */
  readonly path: readonly (string | number)[];
  /** The type of the event, and the schema's type of the content, where they are known. */
  readonly event: string | undefined;
  readonly described: string | undefined;
}

interface JudgedEvents {
  readonly by: "client" | "server";
  readonly json: unknown;
  readonly events: LocatedEvents;
  /** Problems that the schema of the body has found already. */
  readonly found: readonly Found[];
  /** Whether a filter may have left out keys. */
  readonly isCut: boolean;
}

/** Each problem with the content that has it. */
export function* contentIssues(
  side: JudgedEvents,
  operation: FoundOperation,
  { tables }: Release,
): Iterable<readonly [JudgedContent, ContentIssue]> {
  const { events, found, isCut } = side;
  // The schema of the body does not describe these.
  const named = side.by === "client" ? namedContents(operation.route.name, side.json) : [];
  // As most bodies of small requests.
  if (events.all.length === 0 && named.length === 0) return;
  const inspect = (some: readonly LocatedEvent[]): readonly FoundContent[] =>
    inspectContents(some, operation.parameters, tables);
  for (const each of inspect(events.all)) {
    const located = events.around(each.path);
    if (located === undefined || isUnset(located, each.type, operation.route.path)) continue;
    // The schema of the whole says already that a content is an object, where it says as much as that.
    if (!isObject(each.content) && found.some(({ path }) => isSamePath(path, each.path))) continue;
    yield* issuesOf(each, located, isCut);
  }
  for (const inner of [...innerEvents(events.all), ...named])
    for (const each of inspect([inner]))
      if (!isUnset(inner, each.type, operation.route.path))
        yield* issuesOf(each, inner, isCut || named.includes(inner));
}

function* issuesOf(
  { content, described, issues, path, type }: FoundContent,
  located: LocatedEvent | InnerEvent,
  isCut: boolean,
): Iterable<readonly [JudgedContent, ContentIssue]> {
  const isContent = "isContent" in located && located.isContent;
  const judged = { located, path: isContent ? located.path : path, event: type, described };
  for (const issue of withoutExplained(issues)) {
    const isForgiven =
      (isCut && issue.keyword === "required") ||
      isExcused(located, issue.keyword) ||
      (isContent && located.place.form === "full" && isContentExcused(type, content, issue.keyword));
    if (!isForgiven) yield [judged, { ...issue, value: valueAt(content, issue.path) }];
  }
}
