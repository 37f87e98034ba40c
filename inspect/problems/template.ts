/** Turns the path to a value into a pointer without what differs from one exchange to the next, and finds its schema. */
import type { Place, ReleaseTables } from "@knockgen/matrix/runtime/inspection";
import type { SchemaPlace } from "../finding.js";

type Path = readonly (string | number)[];

export interface Template {
  readonly pointer: string;
  readonly schema?: SchemaPlace;
}

/** Keywords that stand beside the property that they are about, in the schema of the object that has it. */
const OF_PARENT = new Set(["required", "dependentRequired", "additionalProperties", "unevaluatedProperties"]);

/** Definitions that refer to each other in a circle end here. */
const MAX_TYPES = 50;

/** A problem's place: in a value of a type (`module/Name`), found by a keyword of its schema. */
export interface ProblemPlace {
  readonly path: Path;
  readonly keyword: string;
  readonly type: string | undefined;
}

/** Names that the schema does not know become `*`, unless `shown` gives something else. */
export function templateOf(
  { path, keyword, type }: ProblemPlace,
  { places }: ReleaseTables,
  shown: (name: string) => string = () => "*",
): Template {
  let current = type === undefined ? [] : typePlaces([type], places);
  let parent = current;
  const parts: string[] = [];
  const last = path.length - 1;
  for (const [index, key] of path.entries()) {
    const next = below(current, key);
    const isName = typeof key === "string" && (next.isProperty || (index === last && keyword === "required"));
    const isOdd = index === last && (OF_PARENT.has(keyword) || keyword === "unknown");
    parts.push(isName ? String(key) : isOdd ? shown(String(key)) : "*");
    parent = current;
    current = expand(next.found, places);
  }
  const at = (OF_PARENT.has(keyword) ? parent : current)[0]?.at ?? parent[0]?.at;
  return {
    pointer: parts.map((part) => `/${pointerPart(part)}`).join(""),
    ...(at !== undefined && { schema: schemaPlace(at) }),
  };
}

export function schemaPlace(at: string): SchemaPlace {
  const mark = at.indexOf("#");
  return { file: at.slice(0, mark), pointer: at.slice(mark + 1) };
}

/** A part of a JSON Pointer. */
function pointerPart(part: string): string {
  return part.replace(/~/g, "~0").replace(/\//g, "~1");
}

interface Placed {
  readonly place: Place;
  readonly at: string | undefined;
}

interface Below {
  readonly found: readonly Placed[];
  readonly isProperty: boolean;
}

function below(current: readonly Placed[], key: string | number): Below {
  if (typeof key === "string")
    for (const { place, at } of current) {
      const { properties } = place;
      const next = properties !== undefined && Object.hasOwn(properties, key) ? properties[key] : undefined;
      if (next !== undefined)
        return { found: [placed(next, at, `properties/${pointerPart(key)}`)], isProperty: true };
    }
  const step = typeof key === "number" ? "items" : "values";
  const found = current.flatMap(({ place, at }) => {
    const next = place[step];
    return next === undefined ? [] : [placed(next, at, step === "items" ? "items" : "additionalProperties")];
  });
  return { found, isProperty: false };
}

function placed(place: Place, parent: string | undefined, step: string): Placed {
  return { place, at: place.at ?? (parent === undefined ? undefined : `${parent}/${step}`) };
}

/** Places with those of the types that they refer to. */
function expand(found: readonly Placed[], places: ReleaseTables["places"]): readonly Placed[] {
  return found.flatMap((each) => [each, ...typePlaces(each.place.is ?? [], places)]);
}

function typePlaces(types: readonly string[], places: ReleaseTables["places"]): readonly Placed[] {
  const all = new Set(types);
  const found: Placed[] = [];
  for (const type of all) {
    const [module = "", name = ""] = type.split("/");
    const place = Object.hasOwn(places, module) ? places[module]?.[name] : undefined;
    if (place === undefined || all.size > MAX_TYPES) continue;
    found.push({ place, at: place.at });
    for (const other of place.is ?? []) all.add(other);
  }
  return found;
}
