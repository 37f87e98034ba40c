/** All that one release finds wrong with an exchange. */
import { type Found, isStandardError } from "@knockgen/matrix/runtime/inspect";
import { eventsIn } from "@knockgen/matrix/runtime/inspect-events";
import type { Inspected } from "@knockgen/matrix/runtime/inspection";
import { forStatus } from "@knockgen/matrix/runtime/status";
import { isFiltered } from "../events/cut-events.js";
import { type ContentIssue, contentIssues, type JudgedContent } from "../events/event-contents.js";
import { faultOf, isExcused, mayBeRedacted, type Parties, partiesOf } from "../events/event-fault.js";
import type { FederationFacts } from "../events/federation-facts.js";
import { LocatedEvents, typeOfEvent } from "../events/located-events.js";
import type { verifyEvents } from "../events/verify-events.js";
import { type Exchange, headerOf } from "../exchange.js";
import type { Level, SchemaPlace } from "../finding.js";
import { withoutExplained } from "../problems/alternatives.js";
import { schemaPlace, templateOf } from "../problems/template.js";
import { type FoundOperation, findOperation, type PathMap } from "../releases/find-operation.js";
import type { Release } from "../releases/release.js";
import { maskName } from "../secrets/masked.js";
import { badHabits } from "./bad-habits.js";
import type { Examined } from "./departure.js";
import { FoundDepartures } from "./found-departures.js";
import { isUnrecognized, unknownOperation } from "./unknown-operation.js";
import { inspectLoosely, isWellKnown } from "./well-known.js";

export interface ExamineOptions {
  readonly map?: PathMap;
  readonly federation?: FederationFacts;
  /** Nothing is verified without; given by the caller, as most have no use for all that it loads. */
  readonly verify?: typeof verifyEvents;
}

export function examine(exchange: Exchange, release: Release, options: ExamineOptions = {}): Examined {
  const found = findOperation(exchange, release, options.map);
  if (found === undefined) return unknownOperation(exchange, release);
  return new Examination(exchange, release, found, options).run();
}

/** Names in an address or in headers are a stranger's, and each is held against all that is secret: more are a flood. */
const MAX_PLAIN = 200;

/** One side of the exchange as it was read. */
interface ReadSide {
  readonly by: "client" | "server";
  readonly json: unknown;
  readonly found: readonly Found[];
  readonly inspected: Inspected | undefined;
}

interface JudgedSide extends ReadSide {
  readonly events: LocatedEvents;
  readonly parties: Parties;
  /** Whether a filter may have left out keys of events. */
  readonly isCut: boolean;
}

class Examination {
  readonly #exchange: Exchange;
  readonly #release: Release;
  readonly #operation: FoundOperation;
  readonly #options: ExamineOptions;
  readonly #found: FoundDepartures;
  #json: readonly unknown[] = [];

  constructor(exchange: Exchange, release: Release, operation: FoundOperation, options: ExamineOptions) {
    this.#options = options;
    this.#exchange = exchange;
    this.#release = release;
    this.#operation = operation;
    this.#found = new FoundDepartures(exchange, release, operation.route, () => this.#json);
  }

  run(): Examined {
    const { route, inspection, request } = this.#operation;
    const { answer } = this.#exchange;
    const sides: ReadSide[] = [
      { by: "client", json: request.json, found: request.found, inspected: inspection?.body },
    ];
    let unimplemented = false;
    if (answer !== undefined) {
      const described = forStatus(inspection?.answers ?? {}, answer.status);
      const isHead = this.#exchange.request.method === "HEAD";
      const body = answer.body === undefined || isHead ? undefined : { bytes: answer.body };
      const header = headerOf(answer.headers);
      const inspected = inspectLoosely(route, {
        status: answer.status,
        header,
        body,
        headers: isHead ? undefined : described?.headers,
      });
      unimplemented = isUnrecognized(answer.status, inspected.json);
      const isExempt = unimplemented || (answer.status >= 400 && isWellKnown(route));
      const { json, found } = inspected;
      if (!isExempt) sides.push({ by: "server", json, found, inspected: described });
    }
    this.#json = sides.map(({ json }) => json);
    for (const side of sides) this.#judgeSide(this.#eventsOf(side));
    this.#judgeHabits();
    return {
      operation: `${route.api}/${route.name}`,
      known: true,
      unimplemented,
      departures: this.#found.all,
    };
  }

  #eventsOf(side: ReadSide): JudgedSide {
    const { by, json, found, inspected } = side;
    const isError = by === "server" && isStandardError(json);
    const events = new LocatedEvents(json === undefined || isError ? [] : eventsIn(json, inspected?.events));
    const parties = partiesOf(this.#exchange, this.#operation.route, by);
    const isCut = by === "server" && isFiltered(this.#operation.query, events.all);
    return { by, json, found, inspected, events, parties, isCut };
  }

  #judgeSide(side: JudgedSide): void {
    const { by, json, found, events, isCut } = side;
    this.#verify(side);
    const inBody = found.filter(({ place }) => place === "body");
    const plain = found.filter(({ place }) => place !== "body");
    for (const each of plain.slice(0, MAX_PLAIN)) this.#addPlain(each, by, json);
    for (const each of withoutExplained(inBody)) {
      if (isCut && each.keyword === "required" && events.around(each.path) !== undefined) continue;
      else if (!this.#addInEvent(side, each)) this.#addInBody(each, by, side.inspected?.type);
    }
    for (const [content, issue] of contentIssues(side, this.#operation, this.#release))
      this.#addContent(side, content, issue);
  }

  /** Events that redaction has cut fit their hash no longer, and need not. */
  #verify({ events, parties, inspected }: JudgedSide): void {
    const { request, answer } = this.#exchange;
    const body = parties.by === "client" ? request.body : answer?.body;
    const { federation, verify } = this.#options;
    if (federation === undefined || verify === undefined || parties.api !== "server-server") return;
    for (const { located, property, keyword, message } of verify(events.all, body, federation)) {
      if (keyword === "hash" && mayBeRedacted(located)) continue;
      const side = faultOf(located, "envelope", parties);
      const template = templateOf(
        { path: located.path, keyword, type: inspected?.type },
        this.#release.tables,
      );
      const { schema } = template;
      const pointer = property === "" ? template.pointer : `${template.pointer}/${property}`;
      const level = side === "relayed" ? "warning" : "error";
      this.#found.add({ by: parties.by, side, level, place: "body", pointer, keyword, message, schema });
    }
  }

  #addPlain({ place, path, keyword, message, value }: Found, by: "client" | "server", json: unknown): void {
    const { route, inspection } = this.#operation;
    const type = inspection?.parameters?.[place];
    const name = (text: string): string => maskName(text, this.#found.secrets);
    const template = templateOf({ path, keyword, type }, this.#release.tables, name);
    const named =
      path.length === 1 && template.pointer === "/*" ? `/${name(String(path[0]))}` : template.pointer;
    // A file may be moved, and who looks for it follows.
    const status = this.#exchange.answer?.status ?? 0;
    if (keyword === "status" && status >= 300 && status < 400 && isWellKnown(route)) return;
    const isLoose =
      keyword === "status" || (keyword === "media-type" && json !== undefined && isWellKnown(route));
    const level: Level = keyword === "unknown" ? "info" : isLoose ? "warning" : "error";
    const schema = template.schema ?? this.#ownPlace();
    this.#found.add({ by, side: by, level, place, pointer: named, keyword, message, value, schema });
  }

  /** Whether a problem lies in an event, which then says whose fault it is. */
  #addInEvent(side: JudgedSide, found: Found): boolean {
    const { events, inspected, parties } = side;
    const located = events.around(found.path);
    if (located === undefined || located.place.form === "content") return false;
    if (located.path.length === found.path.length) return false;
    const rest = found.path.slice(located.path.length);
    const type = typeOfEvent(located.value);
    const described = type === undefined ? undefined : this.#release.tables.contents[type]?.type;
    if (rest[0] === "content" && rest.length > 1) {
      if (isExcused(located, found.keyword)) return true;
      const content = {
        located,
        path: [...located.path, "content"],
        event: described && type,
        described,
      };
      this.#addContent(side, content, { ...found, path: rest.slice(1) });
      return true;
    }
    const fault = faultOf(located, "envelope", parties);
    const template = templateOf({ ...found, type: inspected?.type }, this.#release.tables);
    const { keyword, message, value } = found;
    const level = fault === "relayed" ? "warning" : "error";
    this.#found.add({
      by: parties.by,
      side: fault,
      level,
      place: "body",
      pointer: template.pointer,
      keyword,
      message,
      value,
      schema: template.schema,
    });
    return true;
  }

  #addContent(
    { inspected, parties }: JudgedSide,
    { located, path, event, described }: JudgedContent,
    issue: ContentIssue,
  ): void {
    const { tables } = this.#release;
    const outer = "outer" in located ? located.outer : located.path;
    const steps = "steps" in located ? located.steps.map((step) => `/${step}`) : [];
    const around =
      templateOf({ path: outer, keyword: "type", type: inspected?.type }, tables).pointer + steps.join("");
    // Where the schema says no more than that there are events, it does not know their content either.
    const before = path.length > located.path.length ? `${around}/content` : around;
    const { pointer, schema } = templateOf({ ...issue, type: described }, tables);
    const side = faultOf(located, "content", parties, event);
    this.#found.add({
      by: parties.by,
      side,
      level: side === "relayed" ? "warning" : "error",
      place: "body",
      pointer: `${before}${pointer}`,
      keyword: issue.keyword,
      message: issue.message,
      value: issue.value,
      schema,
      event,
    });
  }

  #addInBody(
    { path, keyword, message, value }: Found,
    by: "client" | "server",
    type: string | undefined,
  ): void {
    const template = templateOf({ path, keyword, type }, this.#release.tables);
    const isOfError = path.length === 1 && OF_ERRORS.has(String(path[0]));
    const pointer = isOfError ? `/${path[0]}` : template.pointer;
    const schema = template.schema ?? this.#ownPlace();
    this.#found.add({
      by,
      side: by,
      level: "error",
      place: "body",
      pointer,
      keyword,
      message,
      value,
      schema,
    });
  }

  #judgeHabits(): void {
    for (const habit of badHabits(this.#operation, this.#release.name))
      this.#found.add({ ...habit, by: "client", side: "client", level: "warning", schema: this.#ownPlace() });
  }

  #ownPlace(): SchemaPlace | undefined {
    const at = this.#operation.inspection?.at;
    return at === undefined ? undefined : schemaPlace(at);
  }
}

/** Members that errors may have where they are not described. */
const OF_ERRORS = new Set(["errcode", "error", "retry_after_ms", "soft_logout"]);
