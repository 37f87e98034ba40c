/** Random requests of an operation that fit its schemas. Where the server fails at one, a smaller one is looked for that it fails at too. */
import type * as FastCheck from "fast-check";
import { arbitrarySchemas } from "#generator/emit/arbitraries/emit-arbitraries.js";
import { arbitraryOf, type FastCheck as Made, type PlainSchema } from "#generator/emit/runtime/arbitrary.js";
import { fromEntries, isArray, isObject, type Json } from "#generator/json.js";
import type { OperationDef } from "#generator/model/model.js";
import type { NamedType } from "#generator/name/names.js";
import type { Understood } from "#generator/pipeline.js";
import type { Fixture } from "./setup.js";
import type { Parts } from "./valid-request.js";

/** Requests that looking for a smaller one may take. */
const MAX_SMALLER = 60;

export class RandomRequests {
  readonly #fc: typeof FastCheck;
  readonly #spec: Understood;
  readonly #schemas: { readonly [name: string]: PlainSchema };
  readonly #names: ReturnType<typeof arbitrarySchemas>["byType"];

  constructor(fc: typeof FastCheck, spec: Understood) {
    this.#fc = fc;
    this.#spec = spec;
    const { schemas, byType } = arbitrarySchemas(spec);
    this.#schemas = Object.fromEntries(
      Object.entries(schemas).flatMap(([name, schema]) => (isObject(schema) ? [[name, schema]] : [])),
    );
    this.#names = byType;
  }

  /** Tries as many as `count` of them, with `valid` for what is not at random, until one fails; then smaller ones. */
  async lookForFailure(
    operation: OperationDef,
    valid: Parts,
    fixture: Fixture,
    { seed, count }: { readonly seed: number; readonly count: number },
    isFailure: (parts: Parts) => Promise<boolean>,
  ): Promise<void> {
    const parts = this.#parts(operation, valid, fixture);
    if (parts === undefined) return;
    let left = count + MAX_SMALLER;
    let broken: { readonly error: unknown } | undefined;
    const property = this.#fc.asyncProperty(parts, async (each) => {
      if (left-- <= 0 || broken !== undefined) return true;
      try {
        return !(await isFailure(each));
      } catch (error) {
        // An end of the probe is not a failure of the server.
        broken = { error };
        return true;
      }
    });
    await this.#fc.check(property, { seed, numRuns: count });
    if (broken !== undefined) throw broken.error;
  }

  /** Undefined where an operation has nothing that could be other than it is. */
  #parts(operation: OperationDef, valid: Parts, fixture: Fixture): FastCheck.Arbitrary<Parts> | undefined {
    const { query, requestBody } = this.#spec.names.operation(operation);
    const body = valid.body === undefined ? undefined : this.#values(requestBody, fixture);
    const queries = this.#values(query, fixture);
    if (body === undefined && queries === undefined) return undefined;
    const { constant, tuple } = this.#fc;
    return tuple(queries ?? constant(undefined), body ?? constant(valid.body)).map(([asked, sent]) => ({
      ...valid,
      query: isObject(asked) ? { ...queryOf(asked), ...patient(valid.query) } : valid.query,
      ...(sent !== undefined && { body: sent }),
    }));
  }

  #values(type: NamedType | undefined, fixture: Fixture): FastCheck.Arbitrary<Json> | undefined {
    const name = type === undefined ? undefined : this.#names.get(type);
    if (name === undefined) return undefined;
    const fc: unknown = this.#fc;
    const made: unknown = isEnough(fc) ? arbitraryOf(fc, this.#schemas, name) : undefined;
    return made instanceof this.#fc.Arbitrary
      ? made.map((value: Json) => settled(value, fixture))
      : undefined;
  }
}

/** Whether the package has what arbitraries are made with; its types say more than those of the runtime, in other words. */
function isEnough(fc: unknown): fc is Made {
  return typeof fc === "object" && fc !== null && "stringMatching" in fc;
}

/** Identifiers by their sigil, in place of those that lead to what the probe has not made. */
function settled(value: Json, fixture: Fixture): Json {
  if (typeof value === "string") return settledText(value, fixture);
  if (isArray(value)) return value.map((each) => settled(each, fixture));
  if (!isObject(value)) return value;
  return fromEntries(
    Object.entries(value).map(
      ([name, each]) => [settledText(name, fixture), settled(each, fixture)] as const,
    ),
  );
}

const IDENTIFIER = /^([@!#])[^:]*:?[a-z0-9]+\.example/;

function settledText(text: string, { person, other, roomId, eventId, unique }: Fixture): string {
  const server = person.userId.slice(person.userId.indexOf(":") + 1);
  switch (IDENTIFIER.exec(text)?.[1]) {
    case "@":
      return other.userId;
    case "!":
      return roomId;
    case "#":
      return `#probe${unique}:${server}`;
    default:
      return /^\$[A-Za-z0-9_-]+$/.test(text) ? eventId : text;
  }
}

/** As texts, which is what a query has. */
function queryOf(values: { readonly [name: string]: Json }): Parts["query"] {
  const text = (value: Json): string => (typeof value === "string" ? value : JSON.stringify(value));
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, isArray(value) ? value.map(text) : text(value)]),
  );
}

/** Waiting for news is not what is tried. */
function patient(valid: Parts["query"]): Parts["query"] {
  return "timeout" in valid ? { timeout: valid.timeout ?? "0" } : {};
}
