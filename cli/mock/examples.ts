/** Answers from the specification: its examples where they fit their schema, else the smallest value that does. */
import { inspectAnswer } from "@knockgen/matrix/runtime/inspect";
import type { Route } from "@knockgen/matrix/runtime/route";
import type { Json } from "#generator/json.js";
import { contentPlace } from "#generator/load/examples.js";
import type { OperationDef } from "#generator/model/model.js";
import type { Understood } from "#generator/pipeline.js";
import { sampleOf } from "#generator/scaffold/sample/value.js";
import type { MockAnswer } from "./answer.js";

export class Examples {
  readonly #spec: Understood;
  readonly #operations: ReadonlyMap<string, OperationDef>;

  constructor(spec: Understood) {
    this.#spec = spec;
    this.#operations = new Map(
      this.#spec.model.apis.flatMap(({ operations }) =>
        operations.map((operation) => [keyOf(operation), operation] as const),
      ),
    );
  }

  describes(route: Route): boolean {
    return this.#operations.has(keyOf(route));
  }

  /** Of a status, or of the first success that is described; undefined where the operation does not describe it. */
  answer(route: Route, wanted?: number): MockAnswer | undefined {
    const operation = this.#operations.get(keyOf(route));
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
    for (const { value } of this.#spec.examples(contentPlace(described.origin, content.mediaType)))
      if (fits(route, status, value)) return { source: "example", status, ...bodyOf(value) };
    const sample = content.schema === undefined ? {} : sampleOf(content.schema, this.#spec.linked);
    return { source: "generated", status, ...bodyOf(sample) };
  }
}

/** Without the name of the API, which a single file has from its own name. */
function keyOf({ method, path }: Pick<Route, "method" | "path">): string {
  return `${method} ${path}`;
}

function bodyOf(value: Json): Pick<MockAnswer, "body" | "headers"> {
  if (typeof value === "object" && value !== null) return { body: value };
  return { body: Buffer.from(JSON.stringify(value)), headers: headersOf("application/json") };
}

function fits(route: Route, status: number, value: Json): boolean {
  const header = (name: string): string | undefined =>
    name === "content-type" ? "application/json" : undefined;
  return inspectAnswer(route, { status, header, body: { json: value } }).found.length === 0;
}

function headersOf(mediaType = "application/octet-stream"): Record<string, string> {
  return { "Content-Type": mediaType.includes("*") ? "application/octet-stream" : mediaType };
}
