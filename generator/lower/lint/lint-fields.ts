/** Tells of fields of a description that are not fields where they stand, so that a slip does not drop what it was to say. */
import { isArray, isObject, isTexts, type Json, type JsonObject } from "../../json.js";
import { openApiMinor } from "../../load/version.js";
import { isMediaType } from "../../media-type.js";
import { nearest } from "../../near-names.js";
import { pointer } from "../../pointer.js";
import type { SchemaContext } from "../context.js";
import { wrongsOf } from "./check-parameters.js";
import { requirementFaults } from "./check-requirements.js";
import { checkScheme } from "./check-schemes.js";
import { checkServer, oddTransfers } from "./check-servers.js";
import type { DescriptionObject, DescriptionObjects, Field, FieldValue } from "./description-objects.js";
import { EXCLUSIVE } from "./exclusive-fields.js";
import { wrongComponent } from "./kinds-of-components.js";
import { OPENAPI_3 } from "./openapi-3-objects.js";
import { SWAGGER_2 } from "./swagger-2-objects.js";

/** Beside a `$ref` (OpenAPI 3.1.1, Reference Object). */
const BESIDE_REF: ReadonlySet<string> = new Set(["$ref", "summary", "description"]);
/** Told when the file was read. */
const MERGE_KEY = "<<";

/** `object` is the name of what the value is, such as `document` or `discriminator`; `at` is where it stands. */
export function lintFields(value: Json, object: string, at: string, context: SchemaContext): void {
  const { dialect } = context;
  const objects = dialect === "swagger-2" ? SWAGGER_2 : OPENAPI_3;
  new FieldLinter(objects, openApiMinor(dialect) ?? Number.POSITIVE_INFINITY, context).object(
    value,
    object,
    at,
  );
}

/** Fields that are read as false, or as nothing, where they hold another kind of value. */
const BOOLEANS: ReadonlySet<string> = new Set(
  "allowEmptyValue allowReserved deprecated explode required".split(" "),
);
const TEXTS: ReadonlySet<string> = new Set(
  "host in kind name operationId parent propertyName serializedValue style url version".split(" "),
);
/** Fields whose items count only where they are a list. */
const LISTS: ReadonlySet<string> = new Set(["consumes", "produces", "schemes", "tags"]);

/** OpenAPI 3.2.0, section 4.26 (XML Object). */
const XML_NODES: ReadonlySet<Json> = new Set(["attribute", "cdata", "element", "none", "text"]);

/** Names of what there is only one of, or several. */
const BARE: ReadonlySet<string> = new Set(["components", "flows", "info", "paths", "responses", "xml"]);

type OtherKeys = NonNullable<DescriptionObject["others"]>;

class FieldLinter {
  readonly #objects: DescriptionObjects;
  readonly #minor: number;
  readonly #context: SchemaContext;
  /** YAML aliases let one value stand in many places; it is told of once. */
  readonly #seen = new Set<JsonObject>();

  constructor(objects: DescriptionObjects, minor: number, context: SchemaContext) {
    this.#objects = objects;
    this.#minor = minor;
    this.#context = context;
  }

  object(value: Json, name: string, at: string): void {
    const object = this.#objects.get(name);
    if (object === undefined) return;
    if (!isObject(value)) {
      this.#invalid(at, `${titleOf(name)} must be an object`);
      return;
    }
    if (this.#seen.has(value)) return;
    this.#seen.add(value);
    if (object.reference && typeof value.$ref === "string") this.#reference(value, value.$ref, name, at);
    else this.#whole(value, object, name, at);
  }

  #reference(value: JsonObject, ref: string, name: string, at: string): void {
    this.#wrong(wrongComponent(ref, titleOf(name)), at + pointer("$ref"));
    for (const key of Object.keys(value))
      if (!BESIDE_REF.has(key) && !key.startsWith("x-"))
        this.#invalid(
          at + pointer(key),
          `${show(key)} beside a $ref takes the place of what that has; OpenAPI leaves it out`,
        );
  }

  #whole(value: JsonObject, object: DescriptionObject, name: string, at: string): void {
    for (const [key, held] of Object.entries(value)) {
      if (key.startsWith("x-") || key === MERGE_KEY) continue;
      const field = object.fields.get(key);
      if (field !== undefined) this.#field(key, held, field, at);
      else if (object.others !== undefined) this.#named(key, held, object.others, at + pointer(key));
      else this.#unknown(key, object, name, at + pointer(key));
    }
    for (const field of object.required ?? [])
      if (value[field] === undefined) this.#invalid(at, `${titleOf(name)} without ${field}`);
    for (const [one, other] of EXCLUSIVE.get(name) ?? [])
      if (value[one] !== undefined && value[other] !== undefined)
        this.#invalid(at + pointer(other), `${titleOf(name)} has ${one} or ${other}, and not both`);
    this.#demands(value, name, at);
  }

  /** Demands that the fields of an object do not show. */
  #demands(value: JsonObject, name: string, at: string): void {
    const report = (below: string, message: string): void => this.#invalid(at + below, message);
    if (name === "parameter")
      for (const wrong of wrongsOf(value, this.#context.dialect)) this.#invalid(at, wrong);
    if (name === "securityScheme") checkScheme(value, this.#context.dialect, report);
    if (name === "server") checkServer(value, report);
  }

  /** Of most fields there is nothing to tell, so that the place is not made before. */
  #field(key: string, held: Json, { since, holds }: Field, above: string): void {
    const at = (): string => above + pointer(key);
    if (BOOLEANS.has(key) && typeof held !== "boolean") this.#invalid(at(), `${key} must be true or false`);
    if (key === "security")
      for (const [below, message] of requirementFaults(held)) this.#invalid(at() + below, message);
    if (TEXTS.has(key) && typeof held !== "string") this.#invalid(at(), `${key} must be text`);
    if (key === "schemes")
      for (const [index, message] of oddTransfers(held)) this.#invalid(`${at()}/${index}`, message);
    if (LISTS.has(key) && holds.kind === "value" && !isTexts(held))
      this.#invalid(at(), `${key} must be a list of texts`);
    if (since > this.#minor) this.#later(key, since, at());
    if (key === "nodeType" && !XML_NODES.has(held))
      this.#invalid(at(), `nodeType must be one of ${[...XML_NODES].join(", ")}`);
    if (holds.kind !== "value") this.#held(held, holds, at());
  }

  /** Any key is a name where an object takes others than its fields. */
  #named(key: string, held: Json, { names, of, title }: OtherKeys, at: string): void {
    if (names !== undefined && !names.test(key)) this.#invalid(at, `${show(key)} is not ${title}`);
    this.object(held, of, at);
  }

  #unknown(key: string, { fields }: DescriptionObject, name: string, at: string): void {
    const meant = nearest(key, fields.keys());
    this.#context.diagnostics.report(
      "lower/unknown-field",
      `${show(key)} is not a field of ${titleOf(name)}${meant === undefined ? "" : `; did you mean ${meant}?`}`,
      { file: this.#context.file, pointer: at },
    );
  }

  #wrong(message: string | undefined, at: string): void {
    if (message === undefined) return;
    this.#context.diagnostics.report("lower/unsupported", message, { file: this.#context.file, pointer: at });
  }

  #held(value: Json, holds: FieldValue, at: string): void {
    switch (holds.kind) {
      case "object":
        this.object(value, holds.of, at);
        break;
      case "list":
        this.#list(value, holds.of, at);
        break;
      case "map":
        this.#map(value, holds.of, at);
    }
  }

  #list(value: Json, of: string, at: string): void {
    if (isArray(value)) for (const [index, item] of value.entries()) this.object(item, of, `${at}/${index}`);
    else this.#invalid(at, `${lastOf(at)} must be a list`);
  }

  #map(value: Json, of: string, at: string): void {
    if (!isObject(value)) {
      this.#invalid(at, `${lastOf(at)} must be a map`);
      return;
    }
    for (const [key, item] of Object.entries(value)) {
      // A map as a whole may stand in another file, as the security schemes of Matrix do.
      if (key.startsWith("x-") || (key === "$ref" && typeof item === "string")) continue;
      if (at.endsWith("/content") && of === "mediaType" && !isMediaType(key))
        this.#invalid(at + pointer(key), `${show(key)} is not a media type`);
      this.object(item, of, at + pointer(key));
    }
  }

  /** The methods of 3.2 are told of where paths are checked. */
  #later(key: string, since: number, at: string): void {
    if (key !== "query" && key !== "additionalOperations")
      this.#invalid(at, `${key} came with OpenAPI 3.${since}; it is read all the same`);
  }

  #invalid(at: string, message: string): void {
    this.#context.diagnostics.report("lower/invalid-description", message, {
      file: this.#context.file,
      pointer: at,
    });
  }
}

/** `securityScheme` as a reader would say it. */
function titleOf(name: string): string {
  if (BARE.has(name)) return name;
  const words = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return `${/^[aeiou]/.test(words) ? "an" : "a"} ${words}`;
}

function lastOf(at: string): string {
  return at.slice(at.lastIndexOf("/") + 1);
}

function show(key: string): string {
  return JSON.stringify(key);
}
