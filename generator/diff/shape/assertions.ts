/** Reads what a list of schemas says about values of one type; the last one to speak wins. Objects: `objects.ts`. */
import { formatImplies, isAssertedFormat } from "../../emit/validators/formats.js";
import { numberFormat } from "../../emit/validators/schemas/schema.js";
import { compare, fromEntries, isArray, isObject, type Json, type JsonObject } from "../../json.js";
import type { LinkedSpec, Schema } from "../../link/linked-spec.js";
import { formatOfPattern } from "./identifiers.js";
import { type Leaves, type Listed, last, limitsOf } from "./leaves.js";
import type { ArrayShape, BooleanShape, Limits, Notes, NumberShape, Parts, StringShape } from "./shapes.js";

const STRING_LIMITS = ["minLength", "maxLength"];
const NUMBER_LIMITS = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"];
const ARRAY_LIMITS = ["minItems", "maxItems", "uniqueItems"];

export function stringShape(leaves: Leaves, listed: Listed, assertFormats: boolean): StringShape {
  const format = last(leaves, "format");
  const pattern = last(leaves, "pattern");
  const implied = typeof pattern === "string" ? formatOfPattern(pattern) : undefined;
  const known = typeof format === "string" ? format : undefined;
  const both = [...new Set([known, implied])].filter((name) => name !== undefined).join(" ");
  const values = listed?.filter((value) => typeof value === "string");
  const checks = [...new Set(leaves.flatMap((leaf) => checksOf(leaf, assertFormats)))].sort(compare);
  return {
    ...(values && { values }),
    formats: both === "" ? [] : [both],
    patterns: patternsOf(leaves),
    limits: limitsOf(leaves, STRING_LIMITS),
    checks: checks.length === 0 ? [] : [checks],
  };
}

/** Those that say more than an identifier's sigil; each applies. */
function patternsOf(leaves: Leaves): string[] {
  const patterns = leaves.flatMap(({ pattern }) =>
    typeof pattern === "string" && formatOfPattern(pattern) === undefined ? [pattern] : [],
  );
  return patterns.length === 0 ? [] : [[...new Set(patterns)].sort(compare).join(" and ")];
}

/** As validators have them: only formats that they check, and no pattern that such a format implies. */
export function checksOf({ format, pattern }: JsonObject, assertFormats: boolean): string[] {
  const known = typeof format === "string" && isAssertedFormat(format, assertFormats) ? format : undefined;
  const own =
    typeof pattern === "string" && (known === undefined || !formatImplies(known, pattern)) ? [pattern] : [];
  return [...(known === undefined ? [] : [known]), ...own];
}

export function numberShape(
  leaves: Leaves,
  listed: Listed,
  { integer, assertFormats }: { readonly integer: boolean; readonly assertFormats: boolean },
): NumberShape {
  const format = last(leaves, "format");
  const values = listed?.filter((value) => typeof value === "number");
  const checks = assertFormats ? [...new Set(leaves.flatMap(numberChecksOf))].sort(compare) : [];
  const limits = limitsOf(leaves, NUMBER_LIMITS);
  return {
    integer,
    whole: integer || values?.every(Number.isInteger) === true || hasWholeStep(limits),
    ...(values && { values }),
    formats: typeof format === "string" ? [format] : [],
    limits,
    checks: checks.length === 0 ? [] : [checks],
  };
}

function hasWholeStep(limits: Limits): boolean {
  return [limits.get("multipleOf")].flat().some(Number.isInteger);
}

function numberChecksOf(leaf: JsonObject): string[] {
  return typeof leaf.format === "string" && numberFormat(leaf) !== undefined ? [leaf.format] : [];
}

export function booleanShape(listed: Listed): BooleanShape {
  const values = listed?.filter((value) => typeof value === "boolean");
  return values === undefined || new Set(values).size === 2 ? {} : { values };
}

export function arrayShape(leaves: Leaves): ArrayShape {
  const items = leaves.flatMap((leaf): Schema[] =>
    isObject(leaf.items) || leaf.items === false ? [leaf.items] : [],
  );
  const prefix = last(leaves, "prefixItems");
  return {
    prefix: isArray(prefix)
      ? prefix.map((schema): Parts => [isObject(schema) || schema === false ? schema : true])
      : [],
    ...(items.length > 0 && { items }),
    limits: limitsOf(leaves, ARRAY_LIMITS),
  };
}

const CONTENT = ["contentEncoding", "contentMediaType", "contentSchema"];

export function notesOf(leaves: Leaves, linked: LinkedSpec): Notes {
  const description = last(leaves, "description");
  const since = last(leaves, "x-addedInMatrixVersion");
  const standard = last(leaves, "default");
  const content = CONTENT.flatMap((keyword) => {
    const value = last(leaves, keyword);
    return value === undefined ? [] : [[keyword, value] as const];
  });
  const nodes = [...leaves].reverse();
  const origin = nodes.map((leaf) => linked.originOf(leaf)).find((found) => found !== undefined);
  return {
    ...(origin && { origin }),
    ...(typeof description === "string" && { description }),
    ...(typeof since === "string" && { since }),
    ...(standard !== undefined && { default: standard }),
    ...(content.length > 0 && { content: fromEntries<Json>(content) }),
    deprecated: last(leaves, "deprecated") === true,
  };
}
