/** Demands on operations that change what is sent where they are not met: of what is linked, wherever it stands in the documents. */
import type { Diagnostics, Origin } from "../diagnostic.js";
import { get, getArray, getEntries, getString, isObject, type Json, type JsonObject } from "../json.js";
import type { LinkedSpec } from "../link/linked-spec.js";
import { METHODS } from "../methods.js";
import { parameterKey } from "../parameter-key.js";
import { isToken } from "../token.js";

/** The surroundings of an operation or a path. */
export interface FaultContext {
  readonly linked: LinkedSpec;
  readonly diagnostics: Diagnostics;
  /** Place of what has none of its own. */
  readonly origin: Origin;
}

/** Methods whose body the platform's `fetch` refuses to send. */
const BODILESS: ReadonlySet<string> = new Set(["GET", "HEAD"]);

const BODILESS_STATUS = /^(?:1\d\d|204|205|304)$/;

/** Of a path: its methods, those that no request can have, and those that `fetch` refuses (Fetch, forbidden methods). */
export function checkItem(item: Json, context: FaultContext): void {
  for (const [method, operation] of getEntries({ item }, "item")) {
    if (!isObject(operation)) continue;
    if (method === "trace")
      report(
        operation,
        "the platform's fetch refuses to send TRACE; only servers in node:http can answer it",
        context,
      );
    if (!METHODS.includes(method) && isObject(operation.responses))
      report(operation, `${method} is not a method that a path can have; the operation is left out`, context);
  }
  for (const [method, operation] of getEntries(item, "additionalOperations")) {
    const standard = method.toLowerCase();
    if (METHODS.includes(standard))
      report(
        operation,
        `additionalOperations must not hold ${method}, which is \`${standard}\` of the path`,
        context,
      );
    if (!isToken(method) || /^(?:connect|track)$/i.test(method))
      context.diagnostics.report(
        "lower/unsupported",
        `no request with the method ${JSON.stringify(method)} can be sent`,
        originOf(operation, context),
      );
  }
  checkList(getArray(item, "parameters"), context);
}

/** Of an operation of a path; `method` is as it is sent, `path` as it is written. */
export function checkOperation(
  {
    operation,
    method,
    path,
  }: { readonly operation: JsonObject; readonly method: string; readonly path: string },
  parameters: readonly Json[],
  context: FaultContext,
): void {
  checkList(getArray(operation, "parameters"), context);
  checkQuerystring(parameters, context);
  const body = operation.requestBody;
  if (body !== undefined && BODILESS.has(method))
    report(
      body,
      `${method.toLowerCase()} ${path} has a body, which the platform's fetch refuses to send`,
      context,
    );
  const content = get(body, "content");
  if (body !== undefined && isObject(content) && Object.keys(content).length === 0)
    report(body, "the content of a body names no media type; nothing is sent", context);
  for (const [status, answer] of getEntries(operation, "responses"))
    if (BODILESS_STATUS.test(status) && getEntries(answer, "content").length > 0)
      report(answer, `HTTP lets no body follow the status ${status}; none is sent`, context);
}

function checkList(parameters: readonly Json[], context: FaultContext): void {
  const seen = new Set<string>();
  for (const [index, parameter] of parameters.entries()) {
    const name = getString(parameter, "name");
    const place = getString(parameter, "in");
    if (name === undefined || place === undefined) {
      const origin = context.linked.originOf(parameter);
      // A reference that leads nowhere is told of already.
      if (origin === undefined && isObject(parameter) && Object.keys(parameter).length === 0) continue;
      const missing = name === undefined ? "name" : "in";
      const { file, pointer: at } = context.origin;
      context.diagnostics.report(
        "lower/unsupported",
        `a parameter without ${missing} cannot be sent`,
        origin ?? { file, pointer: `${at}/parameters/${index}` },
      );
      continue;
    }
    const key = parameterKey(place, name);
    if (seen.has(key)) report(parameter, `${name} in ${place} is listed twice; the last one counts`, context);
    seen.add(key);
  }
}

/** Of all parameters that hold for an operation. */
function checkQuerystring(parameters: readonly Json[], context: FaultContext): void {
  const whole = parameters.filter((parameter) => getString(parameter, "in") === "querystring");
  const [first, second] = whole;
  if (first !== undefined && parameters.some((parameter) => getString(parameter, "in") === "query"))
    report(
      first,
      "a parameter in querystring is the whole query, so that none may be in query beside it",
      context,
    );
  if (second !== undefined) report(second, "only one parameter may be in querystring", context);
}

function report(node: Json, message: string, context: FaultContext): void {
  context.diagnostics.report("lower/invalid-description", message, originOf(node, context));
}

function originOf(node: Json, { linked, origin }: FaultContext): Origin {
  return linked.originOf(node) ?? origin;
}
