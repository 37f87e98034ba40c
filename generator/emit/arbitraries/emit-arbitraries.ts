/** Emits an arbitrary of fast-check for every named type: property tests of programs that take or give such values. */
import { groupBy } from "../../group-by.js";
import { fromEntries, isObject, type Json, type JsonObject, mapObject } from "../../json.js";
import type { Schema } from "../../link/linked-spec.js";
import { isRestriction } from "../../lower/keywords.js";
import type { NamedType } from "../../name/names.js";
import { bundledNames, bundledSchema, sortedByName } from "../code/bundled-schemas.js";
import { mayBeEmpty } from "../code/parameters.js";
import { BANNER, type EmitInput, type EmittedFile } from "../emitted-file.js";

/** The schemas of all types as arbitraries are made of them, by the names that `byType` gives. */
export function arbitrarySchemas({ model, names }: Pick<EmitInput, "model" | "names">): {
  readonly schemas: { readonly [name: string]: Json };
  readonly byType: ReadonlyMap<NamedType, string>;
} {
  const paths = pathSchemas(model, names);
  const byType = bundledNames(names.types);
  const refs = new Map([...names.bySchema].map(([id, type]) => [id, byType.get(type) ?? type.name] as const));
  const schemas = sortedByName(
    [...byType].map(([type, name]): [string, Json] => [
      name,
      bundledSchema(paths.get(type) ?? type.schema, refs, "", assertions),
    ]),
  );
  return { schemas, byType };
}

/** An address has no place for an empty text, and URLs drop segments that are dots. */
const IN_PATH = { minLength: 1, minItems: 1, not: { enum: [".", ".."] } };

/** Parameters of paths as they can be sent. */
function pathSchemas(
  { apis }: EmitInput["model"],
  names: EmitInput["names"],
): ReadonlyMap<NamedType, Schema> {
  const found = new Map<NamedType, Schema>();
  for (const operation of apis.flatMap(({ operations }) => operations)) {
    const type = names.operation(operation).path;
    if (type === undefined || !isObject(type.schema) || !isObject(type.schema.properties)) continue;
    const empty = new Set(
      operation.parameters.filter((each) => mayBeEmpty(operation, each)).map(({ name }) => name),
    );
    const properties = mapObject(type.schema.properties, (schema, name) =>
      empty.has(name) ? schema : { allOf: [schema, IN_PATH] },
    );
    found.set(type, { ...type.schema, properties });
  }
  return found;
}

export function emitArbitraries({ model, names }: EmitInput): EmittedFile[] {
  const { schemas, byType } = arbitrarySchemas({ model, names });
  const modules = groupBy(names.types, (type) => [type.module, type]);
  return [
    ...[...modules].flatMap(([module, types]) => [
      { path: `arbitraries/${module}.js`, text: printCode(module, types, byType) },
      { path: `arbitraries/${module}.d.ts`, text: printDeclarations(module, types) },
    ]),
    {
      path: "arbitraries/all-schemas.js",
      text: `${BANNER}\n\nexport const schemas = ${JSON.stringify(schemas, null, 2)};\n`,
    },
    {
      path: "arbitraries/all-schemas.d.ts",
      text: `${BANNER}\n\nimport type { Schemas } from "../runtime/arbitrary.js";\n\n/** Schemas of all types by name, without annotations. */\nexport declare const schemas: Schemas;\n`,
    },
  ];
}

/** Only what restricts a value, and how the names of properties are made. */
function assertions(schema: JsonObject): JsonObject {
  if (schema.format === "x-bytes") return {};
  return fromEntries(
    Object.entries(schema).filter(([keyword]) => keyword === "x-pattern-format" || isRestriction(keyword)),
  );
}

function printCode(
  module: string,
  types: readonly NamedType[],
  byType: ReadonlyMap<NamedType, string>,
): string {
  const guards = types.map(({ name }) => `  is${name},\n`).join("");
  const functions = types.map(
    (type) => `export function arbitrary${type.name}() {
  return arbitraryOf(fc, schemas, ${JSON.stringify(byType.get(type))}, is${type.name});
}
`,
  );
  return `${BANNER}

import * as fc from "fast-check";
import { arbitraryOf } from "../runtime/arbitrary.js";
import {
${guards}} from "../validators/${module}.js";
import { schemas } from "./all-schemas.js";

${functions.join("\n")}`;
}

function printDeclarations(module: string, types: readonly NamedType[]): string {
  const functions = types.map(
    ({ name }) => `/** Values of \`${name}\`, none of which its guard refuses. */
export declare function arbitrary${name}(): Arbitrary<T.${name}>;
`,
  );
  return `${BANNER}

import type { Arbitrary } from "fast-check";
import type * as T from ${JSON.stringify(`../${module}.js`)};

${functions.join("\n")}`;
}
