/** Conditions and lists of composite values: whether the new one lets less through than the old one, or more. */
import {
  get,
  getEntries,
  isArray,
  isObject,
  type Json,
  type JsonObject,
  stableStringify,
} from "../../json.js";
import type { Effect } from "../difference.js";
import { join } from "./checks.js";

/** `before` and `after` are texts of what is said with a keyword; undefined where that cannot be compared. */
export function conditionEffect(keyword: string, before: Json, after: Json): Effect | undefined {
  const [old, next] = [parsed(before), parsed(after)];
  if (isArray(old) && isArray(next)) return keyword === "enum" ? listEffect(old, next) : undefined;
  if (!isObject(old) || !isObject(next)) return undefined;
  switch (keyword) {
    case "contains":
      return same(old, next, "contains") ? countEffect(old, next) : undefined;
    case "if":
      return same(old, next, "if")
        ? join(partEffect(old.then, next.then), partEffect(old.else, next.else))
        : undefined;
    case "dependentRequired":
      return namesEffect(old.dependentRequired, next.dependentRequired);
    case "dependentSchemas":
      return joinAll(
        keysOf(old.dependentSchemas, next.dependentSchemas).map((key) =>
          partEffect(get(old.dependentSchemas, key), get(next.dependentSchemas, key)),
        ),
      );
    default:
      return undefined;
  }
}

/** Of two groups of plain assertions, such as those of names. */
export function assertionsEffect(before: string, after: string): Effect | undefined {
  const [old, next] = [parsed(before), parsed(after)];
  if (!isObject(old) || !isObject(next)) return undefined;
  return joinAll(keysOf(old, next).map((keyword) => assertionEffect(keyword, old[keyword], next[keyword])));
}

function assertionEffect(keyword: string, old: Json | undefined, next: Json | undefined): Effect | undefined {
  if (old === undefined || next === undefined) return partEffect(old, next);
  if (stableStringify(old) === stableStringify(next)) return undefined;
  if (keyword === "enum" && isArray(old) && isArray(next)) return listEffect(old, next);
  if (typeof old !== "number" || typeof next !== "number") return "other";
  if (keyword.startsWith("min")) return next > old ? "narrower" : "wider";
  return keyword.startsWith("max") ? (next < old ? "narrower" : "wider") : "other";
}

function parsed(text: Json): Json | undefined {
  try {
    const value: Json | undefined = typeof text === "string" ? JSON.parse(text) : undefined;
    return value;
  } catch {
    return undefined; // Several that apply together.
  }
}

function same(old: JsonObject, next: JsonObject, keyword: string): boolean {
  return stableStringify(old[keyword] ?? null) === stableStringify(next[keyword] ?? null);
}

/** Something more is asked, something less, or something else. */
function partEffect(old: Json | undefined, next: Json | undefined): Effect | undefined {
  const [was, is] = [old ?? true, next ?? true];
  if (stableStringify(was) === stableStringify(is)) return undefined;
  if (was === true || is === false) return "narrower";
  return is === true || was === false ? "wider" : "other";
}

function countEffect(old: JsonObject, next: JsonObject): Effect | undefined {
  const least = ({ minContains = 1 }: JsonObject): number => Number(minContains);
  const most = ({ maxContains }: JsonObject): number => Number(maxContains ?? Number.POSITIVE_INFINITY);
  const narrower = least(next) > least(old) || most(next) < most(old);
  const wider = least(next) < least(old) || most(next) > most(old);
  return join(narrower ? "narrower" : undefined, wider ? "wider" : undefined);
}

function namesEffect(old: Json | undefined, next: Json | undefined): Effect | undefined {
  return joinAll(
    keysOf(old, next).map((key) => {
      const effect = listEffect(asList(get(old, key)), asList(get(next, key)));
      return effect === "narrower" ? "wider" : effect === "wider" ? "narrower" : effect;
    }),
  );
}

/** Of lists of what is let through. */
function listEffect(old: readonly Json[], next: readonly Json[]): Effect | undefined {
  const [was, is] = [new Set(old.map(stableStringify)), new Set(next.map(stableStringify))];
  return join(
    [...was].some((value) => !is.has(value)) ? "narrower" : undefined,
    [...is].some((value) => !was.has(value)) ? "wider" : undefined,
  );
}

function asList(value: Json | undefined): readonly Json[] {
  return isArray(value) ? value : [];
}

function keysOf(old: Json | undefined, next: Json | undefined): string[] {
  const all = [old, next].flatMap((value) => (isObject(value) ? getEntries({ value }, "value") : []));
  return [...new Set(all.map(([key]) => key))];
}

function joinAll(effects: readonly (Effect | undefined)[]): Effect | undefined {
  return effects.reduce(join, undefined);
}
