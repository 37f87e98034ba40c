/** Looks at the body of a request or an answer. */
import type { Check } from "../matrix.js";
import type { Found, InspectedBody, InspectedPlace, InspectedSide } from "./found.js";
import { parseJson } from "./json.js";
import { isMatrixHttpError } from "./matrix-http-error.js";
import { howToRead, isJson, isText } from "./read-parts.js";
import type { Contents } from "./route.js";

/** Problems of one check; a value with more is a flood. */
const MAX_ISSUES = 10_000;

export function inspectBody(
  contents: Contents,
  type: string | undefined,
  body: NonNullable<InspectedBody>,
): InspectedSide {
  const how = howToRead(contents, type);
  if (!isJson(how)) {
    if (!isText(how)) return { found: [] };
    const text = "bytes" in body ? new TextDecoder().decode(body.bytes) : body.json;
    return { found: issuesOf(how.text, text) };
  }
  const json = jsonOf(body);
  if (!json.ok) return { found: [{ place: "body", path: [], keyword: "json", message: json.message }] };
  return { found: how === "json" ? [] : issuesOf(how, json.value), json: json.value };
}

/** A body as JSON, or why it is not. */
export type ParsedBody =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly message: string };

export function jsonOf(body: NonNullable<InspectedBody>): ParsedBody {
  if ("json" in body) return { ok: true, value: body.json };
  if (body.bytes.length === 0) return { ok: false, message: "must be JSON, and is empty" };
  try {
    return { ok: true, value: parseJson(body.bytes) };
  } catch (error) {
    const deep = isMatrixHttpError(error) && error.errcode === "M_BAD_JSON";
    return { ok: false, message: deep ? "is nested too deeply" : "must be JSON" };
  }
}

/** Problems that a check has with a value. */
export function issuesOf(check: Check<unknown>, value: unknown, place: InspectedPlace = "body"): Found[] {
  const result = check["~issues"]?.(value, MAX_ISSUES) ?? check(value);
  if (result.ok) return [];
  return result.issues.map((issue) => ({ place, ...issue, ...at(value, issue.path) }));
}

function at(value: unknown, path: readonly (string | number)[]): { readonly value?: unknown } {
  let current = value;
  for (const key of path) {
    if (typeof current !== "object" || current === null || !Object.hasOwn(current, key)) return {};
    current = Reflect.get(current, key);
  }
  return { value: current };
}
