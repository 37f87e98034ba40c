/** One module of types: the named types of an API, what each operation takes and answers, and what it imports. */
import type { Memo } from "../../cache/memo.js";
import {
  compare,
  get,
  getString,
  isArray,
  isObject,
  type Json,
  type JsonObject,
  mapObject,
} from "../../json.js";
import type { Schema, SchemaId } from "../../link/linked-spec.js";
import type { OperationDef } from "../../model/model.js";
import type { NamedType, Names } from "../../name/names.js";
import { docComment } from "../code/doc-comment.js";
import { mapOf } from "../code/event-contents.js";
import type { EventTyped } from "../code/event-typed.js";
import { typeImport } from "../code/type-imports.js";
import { typeNamesIn } from "../code/type-names.js";
import { BANNER, type EmittedFile } from "../emitted-file.js";
import { IDENTIFIERS } from "./identifiers.js";
import { printOperation } from "./operation.js";
import type { Reach } from "./reach.js";
import { type SimplifyContext, simplify } from "./simplify.js";
import { printType } from "./type-printer.js";

/** A declaration, and what it refers to. */
interface Declared {
  readonly declaration: string;
  readonly refs: readonly SchemaId[];
}

/** One that was remembered; undefined where it is none. */
function readDeclared(value: Json | undefined): Declared | undefined {
  const [declaration, refs] = [getString(value, "declaration"), get(value, "refs")];
  if (declaration === undefined || !isArray(refs)) return undefined;
  return refs.every((id): id is SchemaId => typeof id === "string") ? { declaration, refs } : undefined;
}

export class TypeModule {
  readonly #names: Names;
  readonly #module: string;
  readonly #own: ReadonlySet<string>;
  /** Names imported from other modules, by module; the local name differs where the module has one of its own. */
  readonly #imports = new Map<string, Map<string, string>>();
  readonly #reach: Reach;
  readonly #memo: Memo;
  readonly #objects: SimplifyContext["objects"] = new Map();

  /** `own` are the types of the module. */
  constructor(module: string, own: readonly NamedType[], names: Names, reach: Reach, memo: Memo) {
    this.#module = module;
    this.#names = names;
    this.#reach = reach;
    this.#memo = memo;
    this.#own = new Set(own.map(({ name }) => name));
  }

  /** The declaration of a named type with its doc comment. `overrides` replaces properties by types of that name. */
  declare(type: NamedType, overrides: ReadonlyMap<string, NamedType> = new Map()): string {
    let text: string | undefined;
    const input = (): string => {
      text ??= this.#dependenciesOf(type, overrides);
      return text;
    };
    const known = readDeclared(this.#memo.peek("declaration", input));
    const { declaration, refs } = known ?? this.#declare(type, overrides);
    if (known === undefined) this.#memo.store("declaration", input, () => ({ declaration, refs }));
    for (const id of refs) this.#import(id);
    return declaration;
  }

  /** All that a declaration depends on, as text. */
  #dependenciesOf(type: NamedType, overrides: ReadonlyMap<string, NamedType>): string {
    const text = JSON.stringify(type.schema);
    const reached = [...this.#reach.from(text)].map(([id, digest]) => [id, this.#nameOf(id)?.local, digest]);
    const replaced = [...overrides].map(([property, { name }]) => [property, name]);
    const { name, role, description, since, deprecated, origin } = type;
    const said = [name, role, description, since, deprecated, origin.file, origin.pointer];
    return `${text}\n${JSON.stringify([said, replaced, reached])}`;
  }

  #declare(type: NamedType, overrides: ReadonlyMap<string, NamedType>): Declared {
    const schema = simplify(type.schema, {
      resolve: (id) => this.#names.bySchema.get(id)?.schema,
      flatten: type.role === "event",
      objects: this.#objects,
    });
    const refs = new Set<SchemaId>();
    const text = printType(this.#localRefs(replaceProperties(schema, overrides), refs));
    return { declaration: `${docComment(type)}export type ${type.name} = ${text};\n`, refs: [...refs] };
  }

  operation(operation: OperationDef, typed: EventTyped | undefined): string {
    if (typed !== undefined && this.#module !== "events") this.#importName("events", mapOf(typed.kind));
    return printOperation(operation, this.#names.operation(operation), typed);
  }

  file(body: readonly string[]): EmittedFile {
    const text = body.join("\n");
    const used = typeNamesIn(text);
    const identifiers = [...IDENTIFIERS, "ContentOf"].filter(
      (name) => used.has(name) && !this.#own.has(name),
    );
    const statuses = [...used].filter((name) => /^(?:Status[1-5]XX|OtherStatus)$/.test(name));
    const shared = [...identifiers, ...statuses].sort(compare);
    const imports = [...this.#imports]
      .sort(([a], [b]) => compare(a, b))
      .map(([module, names]) => {
        const list = [...names]
          .sort(([a], [b]) => compare(a, b))
          .map(([name, local]) => (name === local ? name : `${name} as ${local}`));
        return typeImport(list, `./${module}.js`);
      });
    const matrix = shared.length === 0 ? "" : typeImport(shared, "./matrix.js");
    const head = [...imports, matrix].join("");
    return { path: `${this.#module}.ts`, text: `${BANNER}\n\n${head}${head === "" ? "" : "\n"}${text}` };
  }

  /** The schema with each id replaced by the name under which its type is known in this module; the ids are added to `refs`. */
  #localRefs(schema: Schema, refs: Set<SchemaId>): Schema {
    const walk = (value: Json, key: string): Json => {
      if (key === "enum") return value;
      if (key === "$ref" && typeof value === "string") {
        refs.add(value);
        return this.#nameOf(value)?.local ?? value;
      }
      if (isArray(value)) return value.map((item) => walk(item, ""));
      return isObject(value) ? mapObject(value, (child, name) => walk(child, keywordOf(key, name))) : value;
    };
    const walked = walk(schema, "");
    return isObject(walked) ? walked : schema;
  }

  #nameOf(
    id: SchemaId,
  ): { readonly module: string; readonly name: string; readonly local: string } | undefined {
    const type = this.#names.bySchema.get(id);
    if (type === undefined) return undefined;
    const { module, name } = type;
    const taken = module !== this.#module && this.#own.has(name);
    return { module, name, local: taken ? `${name}Of${module.replace(/[^a-z]/gi, "")}` : name };
  }

  #import(id: SchemaId): void {
    const type = this.#nameOf(id);
    if (type === undefined || type.module === this.#module) return;
    this.#importName(type.module, type.name, type.local);
  }

  #importName(module: string, name: string, local = name): void {
    const names = this.#imports.get(module) ?? new Map<string, string>();
    this.#imports.set(module, names.set(name, local));
  }
}

/** Bodies of events refer to the type of their content instead of repeating it. */
function replaceProperties(schema: Schema, overrides: ReadonlyMap<string, NamedType>): Schema {
  if (!isObject(schema) || !isObject(schema.properties)) return schema;
  const properties: JsonObject = schema.properties;
  const replaced = Object.entries(properties).map(([name, property]) => {
    const type = overrides.get(name);
    const doc = getString(property, "x-doc");
    return [
      name,
      type === undefined ? property : { ...(doc !== undefined && { "x-doc": doc }), $ref: type.name },
    ] as const;
  });
  return { ...schema, properties: Object.fromEntries(replaced) };
}

/** Kind of the member `name` of the object under `keyword`: a keyword too, or in a map of schemas a free name. */
function keywordOf(keyword: string, name: string): string {
  return keyword === "properties" || keyword === "patternProperties" ? "" : name;
}
