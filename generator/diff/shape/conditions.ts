/** Reads the conditions of a list of schemas, which are compared by their text. */
import {
  compare,
  fromEntries,
  isArray,
  isObject,
  type Json,
  type JsonObject,
  stableStringify,
} from "../../json.js";
import { mapSchemasIn } from "../../lower/subschemas.js";
import { isOfOthers, isStated } from "./kinds.js";
import type { Leaves, Listed } from "./leaves.js";
import { demanding, inOneWay, inOrder } from "./one-way.js";
import type { Conditions, Limits } from "./shapes.js";
import type { SchemaTexts, Texts } from "./text.js";
import { OF_ITSELF, refusesUndescribed } from "./vacuous.js";

/** Those of a list belong together: `then` without `if` says nothing. */
const CONDITIONS = [
  ["not"],
  ["if", "then", "else"],
  ["dependentRequired"],
  ["dependentSchemas"],
  ["contains", "minContains", "maxContains"],
  ["unevaluatedItems"],
];

/** Types that a list of schemas leaves open; undefined where they say nothing of types. */
type Types = ReadonlySet<string> | undefined;

export function conditionsOf(
  schemas: Leaves,
  { types, values: listed }: { readonly types: Types; readonly values: Listed },
  texts: SchemaTexts,
): Conditions {
  const leaves = schemas.map((leaf) => demanding(withPartsInOneWay(leaf)));
  const said = new Map<string, readonly Texts[]>();
  const stated = isStated(leaves) ? types : undefined;
  for (const group of CONDITIONS) {
    const [name = ""] = group;
    if (stated !== undefined && isOfOthers(name, stated)) continue;
    const found = leaves.filter((leaf) => leaf[name] !== undefined);
    said.set(
      name,
      found.map((leaf) =>
        texts.of(
          fromEntries(
            group.flatMap((key) =>
              leaf[key] === undefined ? [] : [[key, ofTypes(key, leaf[key] ?? null, stated)] as const],
            ),
          ),
        ),
      ),
    );
  }
  const values = compositeValues(listed, types);
  const limitsOf = (kind: keyof Texts): Limits => new Map([...joined(said, kind), ...values]);
  return {
    isAsked: leaves.some(refusesUndescribed),
    plain: limitsOf("plain"),
    describing: limitsOf("describing"),
  };
}

/** To be known as a list of demands, however these are written. */
function withPartsInOneWay(leaf: JsonObject): JsonObject {
  const { dependentSchemas } = leaf;
  if (dependentSchemas === undefined) return leaf;
  return { ...leaf, dependentSchemas: mapSchemasIn("dependentSchemas", dependentSchemas, inOneWay) };
}

function joined(said: ReadonlyMap<string, readonly Texts[]>, kind: keyof Texts): [string, Json][] {
  return [...said].flatMap(([name, texts]) => {
    const distinct = [...new Set(texts.map((text) => text[kind]))].filter((text) => text !== "true");
    return distinct.length === 0 ? [] : [[name, distinct.sort(compare).join(" and ")]];
  });
}

/** Listed texts, numbers and truth values are compared one by one. */
function compositeValues(listed: Listed, types: Types): [string, Json][] {
  const composite = listed?.filter((value) => isObject(value) || isArray(value)) ?? [];
  const isComposite = types?.has("object") === true || types?.has("array") === true;
  return composite.length > 0 && isComposite ? [["enum", stableStringify(inOrder("enum", composite))]] : [];
}

/** Where the value has one of these types, its schema says nothing by keywords of others. */
function ofTypes(keyword: string, schema: Json, types: Types): Json {
  if (types === undefined || !OF_ITSELF.has(keyword) || !isObject(schema)) return schema;
  return fromEntries(Object.entries(schema).filter(([inner]) => !isOfOthers(inner, types)));
}
