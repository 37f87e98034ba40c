/** Answers from the specification: its examples where they fit their schema, else the smallest value that does. */

import nodePath from "node:path";
import { inspectAnswer } from "@knockgen/matrix/runtime/inspect";
import type { Route } from "@knockgen/matrix/runtime/route";
import { Diagnostics } from "#generator/diagnostic.js";
import { get, isObject, type Json } from "#generator/json.js";
import type { OperationDef } from "#generator/model/model.js";
import { type Understood, understand } from "#generator/pipeline.js";
import { segmentsOf } from "#generator/pointer.js";
import { sampleOf } from "#generator/scaffold/sample/value.js";
import type { MockAnswer } from "./answer.js";

export class Examples {
  readonly #spec: Understood;
  readonly #operations: ReadonlyMap<string, OperationDef>;

  /** Reads a whole specification, which takes about a second. */
  constructor(folder: string) {
    this.#spec = understand({ spec: folder }, new Diagnostics());
    this.#operations = new Map(
      this.#spec.model.apis.flatMap(({ operations }) =>
        operations.map(
          (operation) => [`${operation.api} ${operation.method} ${operation.path}`, operation] as const,
        ),
      ),
    );
  }

  /** Of a status, or of the first success that is described; undefined where the operation does not describe it. */
  answer(route: Route, wanted?: number): MockAnswer | undefined {
    const operation = this.#operations.get(`${route.api} ${route.method} ${route.path}`);
    const described = operation?.responses.find(({ status }) =>
      wanted === undefined ? /^[23]/.test(status) : status === String(wanted),
    );
    if (operation === undefined || described === undefined) return undefined;
    const status = Number(described.status);
    if (!Number.isInteger(status)) return undefined;
    const content = described.contents.find(({ json }) => json);
    if (content === undefined)
      return {
        source: "generated",
        status,
        body: new Uint8Array(),
        headers: headersOf(described.contents[0]?.mediaType),
      };
    for (const example of this.#examples(operation, described.status, content.mediaType))
      if (isObject(example) && fits(route, status, example))
        return { source: "example", status, body: example };
    const sample = content.schema === undefined ? {} : sampleOf(content.schema, this.#spec.linked);
    return { source: "generated", status, body: isObject(sample) ? sample : {} };
  }

  #examples(operation: OperationDef, status: string, mediaType: string): Json[] {
    const { file, pointer } = operation.origin;
    const path = [...segmentsOf(pointer), "responses", status, "content", mediaType];
    const content = path.reduce<Json | undefined>((value, key) => get(value, key), this.#document(file));
    const named = get(content, "examples");
    const values = isObject(named) ? Object.values(named).map((each) => this.#resolve(each, file)) : [];
    return [...values.map((each) => get(each, "value")), get(content, "example")].flatMap(
      (each) => each ?? [],
    );
  }

  /** Upstream keeps examples in files of their own. */
  #resolve(value: Json, file: string): Json {
    const reference = get(value, "$ref");
    if (typeof reference !== "string" || reference.includes("#")) return value;
    return this.#document(nodePath.posix.join(nodePath.posix.dirname(file), reference));
  }

  #document(file: string): Json {
    return this.#spec.loaded.optional(file)?.value ?? null;
  }
}

function fits(route: Route, status: number, value: Json): boolean {
  const header = (name: string): string | undefined =>
    name === "content-type" ? "application/json" : undefined;
  return inspectAnswer(route, { status, header, body: { json: value } }).found.length === 0;
}

function headersOf(mediaType = "application/octet-stream"): Record<string, string> {
  return { "Content-Type": mediaType.includes("*") ? "application/octet-stream" : mediaType };
}
