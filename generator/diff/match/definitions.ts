/**
 * Definitions that are compared by themselves: those that no operation, event or other definition refers to, since the
 * specification's prose does (PDUs, EDUs), and those that events build on, since an event is compared by its own file.
 */
import { isArray, isObject, type Json } from "../../json.js";
import type { SchemaId } from "../../link/linked-spec.js";
import type { DefinitionDef, Model, OperationDef } from "../../model/model.js";
import { segmentsOf } from "../../pointer.js";
import { coreReferences } from "./core-schemas.js";
import { type Matched, matchBy } from "./operations.js";

export function matchDefinitions(old: Model, next: Model): Matched<DefinitionDef> {
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
  return {
    pairs: [...byId.pairs, ...byName.pairs],
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
  const operations = model.apis.flatMap((api) => api.operations);
  const carried = [...operations.flatMap(carriedBy), ...model.events, ...model.definitions];
  for (const { schema } of carried) gather(schema ?? true, used);
  const bases = new Set(model.events.flatMap(({ schema }) => coreReferences(schema)));
  return model.definitions.filter(({ id }) => !used.has(id) || bases.has(id));
}

/** Everything of an operation that has a schema. */
function carriedBy({ parameters, requestBody, responses }: OperationDef): { readonly schema?: Json }[] {
  const bodies = [...(requestBody ? [requestBody] : []), ...responses];
  return [
    ...parameters,
    ...bodies.flatMap(({ contents }) => contents),
    ...responses.flatMap(({ headers }) => headers),
  ];
}

function gather(value: Json, used: Set<SchemaId>): void {
  if (isArray(value)) for (const item of value) gather(item, used);
  else if (isObject(value))
    for (const [key, child] of Object.entries(value))
      if (key === "$ref" && typeof child === "string") used.add(child);
      else gather(child, used);
}
