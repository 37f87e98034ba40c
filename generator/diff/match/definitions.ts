/**
 * Definitions of both releases, by how they are compared. By themselves: those to which no operation, event or other definition refers,
 * since the specification's prose does (PDUs, EDUs), and those that events build on, since an event is compared by its own file.
 */
import { isArray, isObject, type Json } from "../../json.js";
import type { SchemaId } from "../../link/linked-spec.js";
import { COMPOSITIONS, isRestriction } from "../../lower/keywords.js";
import { schemasIn } from "../../lower/subschemas.js";
import type { DefinitionDef, Model, OperationDef } from "../../model/model.js";
import { segmentsOf } from "../../pointer.js";
import { coreReferences } from "./core-schemas.js";
import { type Matched, matchBy, operationsOf } from "./operations.js";

export type DefinitionPair = readonly [DefinitionDef, DefinitionDef];

/** Those that are compared by themselves, and the others. */
export interface MatchedDefinitions extends Matched<DefinitionDef> {
  /** Of both releases, and used only together with other schemas, which may say more. */
  readonly overlaid: readonly DefinitionPair[];
}

export function matchDefinitions(old: Model, next: Model): MatchedDefinitions {
  const before = roots(old);
  const after = roots(next);
  const byId = matchBy(before, after, ({ id }) => id);
  const byName = matchBy(
    byId.removed,
    byId.added,
    (definition) => `${definition.module} ${definitionName(definition)}`,
  );
  // A definition that is used in the other release is compared where it is used.
  const used = (model: Model): Set<string> => new Set(model.definitions.map(({ id }) => id));
  const inOld = used(old);
  const inNew = used(next);
  const pairs = [...byId.pairs, ...byName.pairs];
  const isCompared = new Set(pairs.flat());
  const [oldAlone, newAlone] = [usedAlone(old), usedAlone(next)];
  return {
    pairs,
    overlaid: matchBy(old.definitions, next.definitions, ({ id }) => id).pairs.filter(
      (pair) =>
        !(oldAlone.has(pair[0].id) && newAlone.has(pair[1].id)) &&
        !pair.some((definition) => isCompared.has(definition)),
    ),
    added: byName.added.filter(({ id }) => !inOld.has(id)),
    removed: byName.removed.filter(({ id }) => !inNew.has(id)),
  };
}

/** `api/server-server/definitions/pdu_v12.yaml#` -> `pdu_v12`, `pets.yaml#/components/schemas/Pet` -> `Pet`. */
export function definitionName({ id }: DefinitionDef): string {
  const [file = "", pointer = ""] = id.split("#", 2);
  const inner = segmentsOf(pointer).pop();
  return inner ?? (file.split("/").pop() ?? "").replace(/\.(ya?ml|json)$/, "");
}

function roots(model: Model): DefinitionDef[] {
  const used = new Set<SchemaId>();
  for (const { schema } of carriersOf(model, carriedBy)) gather(schema ?? true, used);
  const bases = new Set(model.events.flatMap(({ schema }) => coreReferences(schema)));
  return model.definitions.filter(({ id }) => !used.has(id) || bases.has(id));
}

interface Carrier {
  readonly schema?: Json;
}

function carriersOf(
  model: Model,
  ofOperation: (operation: OperationDef) => readonly Carrier[],
): readonly Carrier[] {
  return [...operationsOf(model).flatMap(ofOperation), ...model.events, ...model.definitions];
}

/** Definitions that some value which validators look at, or a part of it, is as a whole: what compares that compares them. */
function usedAlone(model: Model): Set<SchemaId> {
  const alone = new Set<SchemaId>();
  for (const { schema } of carriersOf(model, checkedBy)) gatherAlone(schema ?? true, alone);
  return alone;
}

const PARTS = ["properties", "patternProperties", "additionalProperties", "prefixItems", "items"];
const WITH_OTHERS = ["$ref", ...COMPOSITIONS, "if", "not", "dependentSchemas"];

function gatherAlone(schema: Json, alone: Set<SchemaId>): void {
  if (!isObject(schema)) return;
  const { $ref: ref } = schema;
  if (typeof ref === "string" && Object.keys(schema).filter(isRestriction).length === 1) alone.add(ref);
  if (WITH_OTHERS.some((keyword) => schema[keyword] !== undefined)) return;
  for (const keyword of PARTS)
    for (const [part] of schemasIn(keyword, schema[keyword] ?? true)) gatherAlone(part, alone);
}

/** Everything of an operation that has a schema. */
function carriedBy(operation: OperationDef): readonly Carrier[] {
  return [...checkedBy(operation), ...operation.responses.flatMap(({ headers }) => headers)];
}

/** Of these, all that validators look at: headers of answers are texts in generated code. */
function checkedBy({ parameters, requestBody, responses }: OperationDef): readonly Carrier[] {
  const bodies = [...(requestBody ? [requestBody] : []), ...responses];
  return [...parameters, ...bodies.flatMap(({ contents }) => contents)];
}

function gather(value: Json, used: Set<SchemaId>): void {
  if (isArray(value)) for (const item of value) gather(item, used);
  else if (isObject(value))
    for (const [key, child] of Object.entries(value))
      if (key === "$ref" && typeof child === "string") used.add(child);
      else gather(child, used);
}
