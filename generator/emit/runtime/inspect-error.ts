/** Looks at the body of an answer that tells of an error: it has the standard form, or the one that its operation describes. */
import type { Found, InspectedBody, InspectedSide } from "./found.js";
import { issuesOf, jsonOf } from "./inspect-body.js";
import { memberOf } from "./member.js";
import { howToRead } from "./read-parts.js";
import type { Contents } from "./route.js";

/** The standard form of errors: an object with a code. */
export function isStandardError(value: unknown): value is object {
  return (
    typeof value === "object" &&
    value !== null &&
    "errcode" in value &&
    typeof value.errcode === "string" &&
    (!("error" in value) || typeof value.error === "string")
  );
}

export function inspectError(
  status: number,
  contents: Contents | undefined,
  type: string | undefined,
  body: InspectedBody,
): InspectedSide {
  if (body === undefined) return { found: [] };
  const json = jsonOf(body);
  if (!json.ok) return { found: [NOT_AN_ERROR] };
  const { value } = json;
  const declared = contents === undefined ? undefined : howToRead(contents, type);
  const issues = typeof declared === "function" ? issuesOf(declared, value) : undefined;
  if (isStandardError(value)) return { found: wrongMembers(value, issues), json: value };
  if (issues?.length === 0) return { found: [], json: value };
  if (status === 401 && isChallenge(value)) return { found: wrongMembers(value, issues), json: value };
  return { found: [wrongError(value)], json: value };
}

/** Members that errors of many operations have, though only some operations describe them. */
const MEMBERS: Readonly<Record<string, "integer" | "boolean">> = {
  retry_after_ms: "integer",
  soft_logout: "boolean",
};

/** Members that are there and of a wrong type. An error of another kind than the one that is described lacks others rightly. */
function wrongMembers(value: object, issues: readonly Found[] = []): Found[] {
  const found = issues.filter(
    ({ keyword, path: [name] }) =>
      keyword === "type" && name !== undefined && name !== "errcode" && name !== "error",
  );
  for (const [name, wanted] of Object.entries(MEMBERS)) {
    const member = memberOf(value, name);
    const isRight = wanted === "integer" ? Number.isInteger(member) : typeof member === wanted;
    if (member === undefined || isRight || found.some(({ path }) => path[0] === name)) continue;
    found.push({
      place: "body",
      path: [name],
      keyword: "type",
      message: `must be of type ${wanted}`,
      value: member,
    });
  }
  return found;
}

/** A question for more proof of who is asking, which the specification describes for some of the operations that have it. */
function isChallenge(value: unknown): value is object {
  if (typeof value !== "object" || value === null || !("flows" in value)) return false;
  const { flows } = value;
  return Array.isArray(flows) && flows.every((flow: unknown) => Array.isArray(Object(flow).stages));
}

const NOT_AN_ERROR: Found = {
  place: "body",
  path: ["errcode"],
  keyword: "required",
  message: "must be JSON with an errcode",
};

/** Which part of the standard form an answer lacks. */
function wrongError(value: unknown): Found {
  const { errcode, error }: { readonly errcode?: unknown; readonly error?: unknown } = Object(value);
  if (errcode === undefined) return { ...NOT_AN_ERROR, message: 'must have the property "errcode"' };
  const [name, wrong] = typeof errcode === "string" ? ["error", error] : ["errcode", errcode];
  return { place: "body", path: [name], keyword: "type", message: "must be of type string", value: wrong };
}
