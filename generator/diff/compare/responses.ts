/** Responses by status, their headers and bodies. */
import type { OperationDef, ResponseDef } from "../../model/model.js";
import { type Context, report } from "../difference.js";
import { matchBy } from "../match/operations.js";
import { compareContents } from "./bodies.js";
import { compareForms } from "./forms.js";
import { compareDocumented } from "./notes.js";
import type { SchemaComparison } from "./schemas.js";

export function compareResponses(
  old: OperationDef,
  next: OperationDef,
  context: Context,
  comparison: SchemaComparison,
): void {
  const { pairs, added, removed } = matchBy(old.responses, next.responses, ({ status }) => status);
  for (const response of added)
    report(placed(context, response), "response-added", {
      old: old.origin,
      new: response.origin,
      success: isSuccess(response),
      after: response.status,
    });
  for (const response of removed)
    report(placed(context, response), "response-removed", {
      old: response.origin,
      new: next.origin,
      success: isSuccess(response),
      before: response.status,
    });
  for (const [before, after] of pairs) {
    const here = placed(context, after);
    compareDocumented(before, after, { old: before.origin, new: after.origin }, here);
    compareHeaders(before, after, here, comparison);
    compareContents(before, after, { ...here, path: "body" }, comparison);
  }
}

function compareHeaders(
  old: ResponseDef,
  next: ResponseDef,
  context: Context,
  comparison: SchemaComparison,
): void {
  const { pairs, added, removed } = matchBy(old.headers, next.headers, ({ name }) => name.toLowerCase());
  const at = (name: string): Context => ({ ...context, path: `header.${name.toLowerCase()}` });
  for (const header of added)
    report(at(header.name), "header-added", {
      old: old.origin,
      new: header.origin,
      required: header.required,
    });
  for (const header of removed)
    report(at(header.name), "header-removed", {
      old: header.origin,
      new: next.origin,
      required: header.required,
    });
  for (const [before, after] of pairs) {
    const [here, sources] = [at(after.name), { old: before.origin, new: after.origin }];
    if (before.required !== after.required)
      report(here, after.required ? "header-required" : "header-optional", sources);
    compareDocumented(before, after, sources, here);
    compareForms(before, after, sources, here, comparison);
    comparison.compare([before.schema], [after.schema], at(after.name));
  }
}

function placed(context: Context, { status }: ResponseDef): Context {
  return { ...context, side: "response", place: `response ${status}`, path: "" };
}

function isSuccess({ status }: ResponseDef): boolean {
  return /^[123]/.test(status);
}
