/** Operations: from a linked OpenAPI document to what a server answers and a client calls. */
import type { Diagnostics, Origin } from "../diagnostic.js";
import { compare, get, getEntries, getString, type Json } from "../json.js";
import type { LinkedDocument, LinkedSpec } from "../link/linked-spec.js";
import { pointer } from "../pointer.js";
import { derivedId } from "./derived-id.js";
import type { LeaveOut } from "./left-out.js";
import { type LinkDef, linksIn, linksOf } from "./links.js";
import type { OperationDef } from "./model.js";
import { checkItem } from "./operation-faults.js";
import { type FoundOperation, operationsOf } from "./operations-of-path.js";
import { readOperation } from "./read-operation.js";

/** Operations of a document, and the requests that it says are sent to its callers. */
export interface ReadDocument {
  readonly operations: readonly OperationDef[];
  readonly webhooks: readonly OperationDef[];
  readonly links: readonly LinkDef[];
}

export function readOperations(
  document: LinkedDocument,
  linked: LinkedSpec,
  leaveOut: LeaveOut,
  diagnostics: Diagnostics,
): ReadDocument {
  const reader = new DocumentReader(document, linked, leaveOut, diagnostics);
  const operations = reader.read(document.value, { keyword: "paths", at: "/paths" });
  reader.webhooks.push(...reader.read(document.value, { keyword: "webhooks", at: "/webhooks" }));
  return { operations, webhooks: reader.webhooks, links: reader.links };
}

/** Where paths stand. */
interface PathsPlace {
  readonly keyword: "paths" | "webhooks";
  readonly at: string;
  /** Name of the callback that has them: its path is an expression, which several callbacks may share. */
  readonly called?: string;
}

class DocumentReader {
  readonly webhooks: OperationDef[] = [];
  readonly links: LinkDef[];
  readonly #document: LinkedDocument;
  readonly #linked: LinkedSpec;
  readonly #leaveOut: LeaveOut;
  readonly #diagnostics: Diagnostics;
  /** Operations that are read already, as several may refer to one callback. */
  readonly #sent = new Set<string>();

  constructor(document: LinkedDocument, linked: LinkedSpec, leaveOut: LeaveOut, diagnostics: Diagnostics) {
    this.#document = document;
    this.#linked = linked;
    this.#leaveOut = leaveOut;
    this.#diagnostics = diagnostics;
    const components = { file: document.path, pointer: "/components" };
    this.links = linksIn(get(document.value, "components"), document, linked, components);
  }

  read(paths: Json, place: PathsPlace): OperationDef[] {
    return getEntries(paths, place.keyword).flatMap(([path, item]) => {
      const origin = this.#originOf(item, place.at + pointer(path));
      const [linked, diagnostics] = [this.#linked, this.#diagnostics];
      if (place.keyword === "paths") checkItem(item, { linked, diagnostics, origin });
      return operationsOf(path, item).flatMap((found) => this.#operation(found, place));
    });
  }

  #operation(found: FoundOperation, place: PathsPlace): OperationDef[] {
    const { called = "" } = place;
    const { path, method, operation } = found;
    const origin = this.#originOf(operation, `${place.at}${pointer(path)}${found.at}`);
    const id = getString(operation, "operationId") ?? called;
    const known = {
      operationId: id || derivedId(method, path),
      method,
      path,
      api: this.#document.module,
      origin,
    };
    const isFirst = this.#isFirst(id, origin);
    if (called === "" ? this.#leaveOut.takes(operation, known) : !isFirst) return [];
    this.links.push(...linksOf(operation, this.#document, this.#linked, origin));
    for (const [name, callback] of getEntries(operation, "callbacks")) {
      const at = `${origin.pointer}/callbacks${pointer(name)}`;
      this.webhooks.push(...this.read({ webhooks: callback }, { keyword: "webhooks", at, called: name }));
    }
    const context = {
      document: this.#document,
      linked: this.#linked,
      diagnostics: this.#diagnostics,
      origin,
    };
    return [readOperation(found, place.keyword === "webhooks" ? { called } : undefined, context)];
  }

  #isFirst(id: string, { file, pointer: at }: Origin): boolean {
    const place = `${id} ${file}#${at}`;
    const isFirst = !this.#sent.has(place);
    this.#sent.add(place);
    return isFirst;
  }

  #originOf(value: Json, at: string): Origin {
    return this.#linked.originOf(value) ?? { file: this.#document.path, pointer: at };
  }
}

type Route = Pick<OperationDef, "path" | "method" | "operationId">;

export function byRoute(a: Route, b: Route): number {
  return compare(a.path, b.path) || compare(a.method, b.method) || compare(a.operationId, b.operationId);
}
