/** Which names of generated code carry which changes: what a user's code is searched for. */
import { Diagnostics } from "../../diagnostic.js";
import { camel, pascal } from "../../name/case.js";
import { assignAllNames } from "../../name/name.js";
import type { NamedType, Names, OperationNames } from "../../name/names.js";
import type { NameOverrides } from "../../name/parties.js";
import type { Change } from "../diff-report.js";
import { definitionName } from "../match/definitions.js";
import type { Release } from "../release.js";

export interface NamedOperation {
  /** `ClientServer`: part of the names of its handlers' and its client's types. */
  readonly api: string;
  readonly changes: readonly Change[];
}

export interface ChangedNames {
  /** Types, with their guards and checks, by exported name. */
  readonly types: ReadonlyMap<string, readonly Change[]>;
  /** Handlers, calls and routes by their key; one name can stand in several APIs. */
  readonly operations: ReadonlyMap<string, readonly NamedOperation[]>;
  /** Events by the type that code compares with. */
  readonly events: ReadonlyMap<string, readonly Change[]>;
  /** Changes by the property that they are about. */
  readonly properties: ReadonlyMap<string, readonly Change[]>;
}

/** Names as they were generated from the old release: that is what the user's code holds. */
export function changedNames(
  changes: readonly Change[],
  old: Release,
  overrides: NameOverrides,
): ChangedNames {
  const names = assignAllNames(old.model, overrides, new Diagnostics());
  const found = new Finder(old, names);
  for (const change of changes)
    if (change.severity !== "annotation" && change.severity !== "documentation") found.add(change);
  return found;
}

class Finder implements ChangedNames {
  readonly types: Map<string, Change[]> = new Map();
  readonly operations: Map<string, { api: string; changes: Change[] }[]> = new Map();
  readonly events: Map<string, Change[]> = new Map();
  readonly properties: Map<string, Change[]> = new Map();
  readonly #old: Release;
  readonly #names: Names;
  readonly #definitions: ReadonlyMap<string, string>;

  constructor(old: Release, names: Names) {
    this.#old = old;
    this.#names = names;
    this.#definitions = new Map(
      old.model.definitions.flatMap(({ id }): [string, string][] => {
        const name = names.bySchema.get(id)?.name;
        return name === undefined || !id.endsWith("#") ? [] : [[id.slice(0, -1), name]];
      }),
    );
  }

  add(change: Change): void {
    const { subject } = change;
    if (subject.kind === "operation") this.#operation(change, subject.api, subject.old?.operationId);
    else if (subject.kind === "event") this.#event(change, subject.type, subject.subType);
    else
      for (const definition of this.#old.model.definitions)
        if (definition.module === subject.api && definitionName(definition) === subject.name)
          this.#type(this.#names.bySchema.get(definition.id)?.name, change);
    // A definition that operations share has a type of its own, which code may use without naming an operation.
    if (change.old !== undefined) this.#type(this.#definitions.get(change.old.file), change);
    const property = lastProperty(change.path);
    if (property !== undefined) push(this.properties, property, change);
  }

  #operation(change: Change, api: string, operationId: string | undefined): void {
    const operations = this.#old.model.apis.find(({ module }) => module === api)?.operations ?? [];
    const operation = operations.find((candidate) => candidate.operationId === operationId);
    if (operation === undefined) return;
    const names = this.#names.operation(operation);
    for (const type of typesAt(change.place, names)) this.#type(type, change);
    for (const key of new Set([operation.operationId, camel(names.base)]))
      this.#key(key, pascal(api), change);
  }

  #key(key: string, api: string, change: Change): void {
    const known = this.operations.get(key) ?? [];
    const same = known.find((entry) => entry.api === api);
    if (same !== undefined) same.changes.push(change);
    else this.operations.set(key, [...known, { api, changes: [change] }]);
  }

  #event(change: Change, type: string, subType: string | undefined): void {
    const event = this.#old.model.events.find(
      (candidate) => candidate.type === type && candidate.subType === subType,
    );
    if (event === undefined) return;
    const names = this.#names.event(event);
    this.#type(names.event.name, change);
    if (change.path === "" || change.path.startsWith("content")) this.#type(names.content?.name, change);
    push(this.events, type, change);
  }

  #type(name: string | undefined, change: Change): void {
    if (name === undefined) return;
    for (const exported of [name, `is${name}`, `check${name}`]) push(this.types, exported, change);
  }
}

/** Types of an operation that hold a place of it; a change of the operation as a whole is one of all. */
function typesAt(place: string, names: OperationNames): (string | undefined)[] {
  const isWhole = place === "operation";
  const isOfAnswer = place.startsWith("response");
  const at = (part: string, type: NamedType | undefined): (string | undefined)[] =>
    isWhole || place === part ? [type?.name] : [];
  return [
    ...at("path", names.path),
    ...at("query", names.query),
    ...at("header", names.headers),
    ...at("request", names.requestBody),
    ...(isOfAnswer ? [] : [`${names.base}Request`]),
    ...(isOfAnswer || isWhole ? [`${names.base}Response`] : []),
    ...[...names.responses].flatMap(([status, type]) => at(`response ${status}`, type)),
  ];
}

function push(map: Map<string, Change[]>, key: string, change: Change): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [change]);
  else if (!list.includes(change)) list.push(change);
}

/** `body.rooms["m.tag"][]` -> `m.tag`; undefined if the path is not a property. */
function lastProperty(path: string): string | undefined {
  const segments = path.match(/\["(?:[^"\\]|\\.)*"\]|[^.[\]]+/g) ?? [];
  const last = segments.filter((segment) => !/^<.*>$/.test(segment)).at(-1);
  if (last === undefined || last === "body") return undefined;
  return last.startsWith("[") ? last.slice(2, -2).replace(/\\(.)/g, "$1") : last;
}
