/** Third stage: documents -> linked spec. Outside schemas a `$ref` is replaced by what it names; inside, by an id. */
import type { Diagnostics, Origin } from "../diagnostic.js";
import { get, getString, isArray, isObject, type Json, type JsonObject, mapObject } from "../json.js";
import { isData, isSchema } from "../lower/data-members.js";
import type { LoweredDocument, LoweredSpec } from "../lower/lowered-spec.js";
import { METHODS } from "../methods.js";
import { pointer } from "../pointer.js";
import { BranchTeller } from "./discriminators.js";
import type { LinkedDocument, LinkedSchema, LinkedSpec, SchemaId } from "./linked-spec.js";
import { findLoops } from "./loops.js";
import { Resources, type Target } from "./resources.js";
import { SchemaLinker } from "./schema.js";
import { reportUnusedReferences } from "./unused-references.js";

/** Values, not structure: a `$ref` inside belongs to an example, and examples are not emitted. */
const EXAMPLES = new Set(["example", "examples"]);
const isExample = (name: string, within: string): boolean => EXAMPLES.has(name) && isData(name, within);
/** Inlined where they are used; those that are not describe nothing. The last three are Swagger's. */
const COMPONENTS = new Set(["components", "definitions", "parameters", "responses"]);
/** Fields of a path that may stand in another place. */
const OF_PATH = [...METHODS, "parameters", "servers", "additionalOperations"];
/** No specification has a chain of references as long as that. */
const MAX_CHAIN = 32;

export function linkSpec(lowered: LoweredSpec, diagnostics: Diagnostics): LinkedSpec {
  const resources = new Resources(lowered, diagnostics);
  const linker = new SchemaLinker(lowered, resources, diagnostics);
  const events: string[] = [];
  const apis: Omit<LinkedDocument, "referredTo">[] = [];
  for (const document of lowered.documents) {
    if (document.kind === "event") events.push(linker.named(document.path, ""));
    else if (document.kind === "definition") linkDefinition(document, linker, lowered);
    else if (document.kind === "api")
      apis.push({
        path: document.path,
        module: document.module,
        value: new DocumentLinker(document, lowered, resources, linker, diagnostics).link(),
      });
  }
  const { schemas, values } = toldApart(linker, apis, lowered, diagnostics);
  for (const origin of findLoops(schemas))
    diagnostics.report(
      "link/ref-cycle",
      "this schema refers to itself without going deeper into the value",
      origin,
    );
  reportUnusedReferences(lowered, resources, diagnostics);
  for (const { kind, path } of lowered.documents)
    if (kind === "part" && !resources.isReferredTo(path))
      diagnostics.report(
        "lower/unknown-document",
        `${path} is not a description of OpenAPI or Swagger, and nothing refers to it`,
        { file: path, pointer: "" },
      );
  return {
    apis: values.map((api) => ({ ...api, referredTo: resources.isReferredTo(api.path) })),
    events,
    schemas,
    originOf: (node) => lowered.origins.of(node),
  };
}

/** Discriminators ask what the schemas that they tell apart hold, so all of those are linked first. */
function toldApart<Api extends { readonly value: Json }>(
  linker: SchemaLinker,
  apis: readonly Api[],
  lowered: LoweredSpec,
  diagnostics: Diagnostics,
) {
  const schemas = linker.finish();
  if (linker.discriminators.size === 0) return { schemas, values: apis };
  const teller = new BranchTeller(linker.discriminators, schemas, lowered.origins, diagnostics);
  const told = [...schemas].map(([id, linked]): [SchemaId, LinkedSchema] => {
    const schema = teller.tell(linked.schema);
    return [id, isObject(schema) ? { ...linked, schema } : linked];
  });
  return { schemas: new Map(told), values: apis.map((api) => ({ ...api, value: teller.tell(api.value) })) };
}

/** Prose refers to definition files that no operation does (PDUs, EDUs, registration), so each is a root of its own. */
function linkDefinition(document: LoweredDocument, linker: SchemaLinker, lowered: LoweredSpec): void {
  if (lowered.origins.of(document.value) !== undefined || typeof document.value === "boolean")
    linker.named(document.path, "");
}

class DocumentLinker {
  readonly #document: LoweredDocument;
  readonly #lowered: LoweredSpec;
  readonly #resources: Resources;
  readonly #schemas: SchemaLinker;
  readonly #diagnostics: Diagnostics;
  /** The linked value at a place, linked once however often it is referred to; undefined while linking is under way. */
  readonly #followed = new Map<string, Json | undefined>();

  constructor(
    document: LoweredDocument,
    lowered: LoweredSpec,
    resources: Resources,
    schemas: SchemaLinker,
    diagnostics: Diagnostics,
  ) {
    this.#document = document;
    this.#lowered = lowered;
    this.#resources = resources;
    this.#schemas = schemas;
    this.#diagnostics = diagnostics;
  }

  link(): Json {
    return this.#walk(this.#document.value, "", { file: this.#document.path, pointer: "" }, 0);
  }

  #walk(value: Json, key: string, at: Origin, depth: number): Json {
    const inside = (name: string | number): Origin => ({
      file: at.file,
      pointer: at.pointer + pointer(name),
    });
    if (isArray(value)) return value.map((item, index) => this.#walk(item, "", inside(index), depth));
    if (!isObject(value)) return value;
    if (getString(value, "$ref") !== undefined) return this.#follow(value, key, at, depth);
    const isRoot = value === this.#document.value;
    const linked = mapObject(value, (child, name) => {
      if (isExample(name, key) || (isRoot && COMPONENTS.has(name))) return undefined;
      if (isSchema(name, key))
        return this.#schemas.link(child, this.#resources.baseOf(at.file), inside(name).pointer);
      return isData(name, key) ? child : this.#walk(child, name, inside(name), depth);
    });
    if (isRoot) linked.securitySchemes = this.#securitySchemes(value, depth);
    return this.#keepOrigin(linked, value);
  }

  /** `{$ref, ...siblings}` outside a schema: what it names, with the siblings laid over it, as upstream reads it. */
  #follow(node: JsonObject, key: string, at: Origin, depth: number): Json {
    const { $ref, ...siblings } = node;
    const origin = this.#lowered.origins.of(node) ?? { file: at.file, pointer: "" };
    const target = this.#resources.resolve(String($ref), { file: at.file, pointer: "" }, origin);
    if (target === undefined) return {};
    const found = this.#linked(target, key, depth);
    if (found === undefined) {
      this.#diagnostics.report("link/ref-cycle", `${String($ref)} leads back to itself`, origin);
      return {};
    }
    if (this.#isNothing(found)) return {};
    const over = this.#walk(siblings, key, at, depth);
    for (const name of OF_PATH)
      if (get(found, name) !== undefined && get(over, name) !== undefined)
        this.#diagnostics.report(
          "lower/invalid-description",
          `${name} is there twice, beside the $ref and in what it names; the one beside it counts`,
          { ...origin, pointer: origin.pointer + pointer(name) },
        );
    return isObject(found) && isObject(over) ? this.#keepOrigin({ ...found, ...over }, node) : found;
  }

  /** Of a reference that leads nowhere, of which is told already. */
  #isNothing(found: Json): boolean {
    return (
      isObject(found) && Object.keys(found).length === 0 && this.#lowered.origins.of(found) === undefined
    );
  }

  /** Undefined where it leads back to itself. */
  #linked({ file, pointer: at, value }: Target, key: string, depth: number): Json | undefined {
    const place = `${key} ${file}#${at}`;
    if (depth > MAX_CHAIN) return undefined;
    if (this.#followed.has(place)) return this.#followed.get(place);
    this.#followed.set(place, undefined);
    const found = this.#walk(value, key, { file, pointer: at }, depth + 1);
    this.#followed.set(place, found);
    return found;
  }

  #securitySchemes(root: JsonObject, depth: number): Json {
    const components = root.components;
    const schemes = isObject(components) ? components.securitySchemes : undefined;
    const at = { file: this.#document.path, pointer: pointer("components", "securitySchemes") };
    return isObject(schemes) ? this.#walk(schemes, "", at, depth) : {};
  }

  #keepOrigin<T extends object>(node: T, from: object): T {
    const origin = this.#lowered.origins.of(from);
    return origin === undefined ? node : this.#lowered.origins.mark(node, origin);
  }
}
