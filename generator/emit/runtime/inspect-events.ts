/** Looks at the events in a body: each content is checked by the event's type and, where it has them, by sub-type. */
import type { Check, Issue } from "../matrix.js";
import type { ContentInspection, EventPlace, ReleaseTables } from "./inspection.js";
import { memberOf } from "./member.js";

/** An event's content that does not fit its type. */
export interface FoundContent {
  /** From the body's root to the content. */
  readonly path: readonly (string | number)[];
  readonly form: EventPlace["form"];
  /** The event, or undefined where the body has the content only. */
  readonly event?: Readonly<Record<string, unknown>>;
  readonly type: string;
  /** `module/Name` of what describes the content. */
  readonly described?: string;
  readonly content: unknown;
  readonly issues: readonly Issue[];
}

/** An event in a body, with its path. */
export interface LocatedEvent {
  readonly path: readonly (string | number)[];
  readonly place: EventPlace;
  readonly value: unknown;
}

const MAX_ISSUES = 1_000;

/** Every event of a body, and every content of which the path says the type. */
export function eventsIn(body: unknown, places: readonly EventPlace[] = []): LocatedEvent[] {
  const found: LocatedEvent[] = [];
  for (const place of places) collect(body, place, 0, [], found);
  return found;
}

function collect(
  value: unknown,
  place: EventPlace,
  depth: number,
  path: readonly (string | number)[],
  found: LocatedEvent[],
): void {
  const step = place.path[depth];
  if (step === undefined) {
    found.push({ path, place, value });
    return;
  }
  if (typeof value !== "object" || value === null) return;
  if (step !== "*") {
    if (Object.hasOwn(value, step))
      collect(Reflect.get(value, step), place, depth + 1, [...path, step], found);
  } else if (Array.isArray(value)) {
    for (const [index, each] of value.entries()) collect(each, place, depth + 1, [...path, index], found);
  } else {
    for (const [key, each] of Object.entries(value)) collect(each, place, depth + 1, [...path, key], found);
  }
}

/** `parameters` are those of the path, decoded. */
export function inspectContents(
  events: readonly LocatedEvent[],
  parameters: ReadonlyMap<string, string>,
  { contents, units = {} }: Pick<ReleaseTables, "contents" | "units">,
): FoundContent[] {
  return events.flatMap((located): FoundContent[] => {
    const { form } = located.place;
    const isUnit = form === "unit";
    const found = isUnit ? unitOf(located) : contentOf(located, parameters);
    if (found === undefined) return [];
    const { path, event, type, content } = found;
    const described = describe(isUnit ? units : contents, type, content);
    if (described?.check === undefined) return [];
    const issues = issuesOf(described.check, content);
    if (issues.length === 0) return [];
    return [
      {
        path,
        form,
        ...(event && { event }),
        type,
        ...(described.type !== undefined && { described: described.type }),
        content,
        issues,
      },
    ];
  });
}

type TypedContent = Pick<FoundContent, "path" | "event" | "type" | "content">;

/** The content of an event, or one that stands alone where the path says its type. */
function contentOf(
  { path, place, value }: LocatedEvent,
  parameters: ReadonlyMap<string, string>,
): TypedContent | undefined {
  if (isEvent(value)) {
    const { type, content } = value;
    if (typeof type !== "string" || isRedacted(value)) return undefined;
    return { path: [...path, "content"], event: value, type, content };
  }
  const type = place.form === "content" ? parameters.get(place.type ?? "") : undefined;
  return type === undefined ? undefined : { path, type, content: value };
}

/** A unit is described as a whole, not its content alone. */
function unitOf({ path, value }: LocatedEvent): TypedContent | undefined {
  const type = memberOf(value, "edu_type");
  return typeof type === "string" ? { path, type, content: value } : undefined;
}

function isEvent(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === "object" &&
    value !== null &&
    Object.hasOwn(value, "type") &&
    Object.hasOwn(value, "content")
  );
}

/** Redacted events have a form of their own: what is left of the content need not fit its type. */
export function isRedacted(event: Readonly<Record<string, unknown>>): boolean {
  const { unsigned } = event;
  return (
    typeof unsigned === "object" &&
    unsigned !== null &&
    ("redacted_because" in unsigned || "redacted_by" in unsigned)
  );
}

function describe(
  contents: ReleaseTables["contents"],
  type: string,
  content: unknown,
): ContentInspection | undefined {
  const plain = Object.hasOwn(contents, type) ? contents[type] : undefined;
  if (plain?.by === undefined) return plain;
  const subType = memberOf(content, plain.by);
  const { forms = {} } = plain;
  if (typeof subType !== "string" || !Object.hasOwn(forms, subType)) return plain;
  return forms[subType];
}

function issuesOf(check: Check<unknown>, value: unknown): readonly Issue[] {
  const result = check["~issues"]?.(value, MAX_ISSUES) ?? check(value);
  return result.ok ? [] : result.issues;
}
