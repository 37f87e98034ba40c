/** Responses by status, their headers and bodies. */
import type { OperationDef, ResponseDef } from "../../model/model.js";
import { matchBy } from "../match/operations.js";
import { compareContents } from "./bodies.js";
import { type Context, report } from "./context.js";
import { compareForms } from "./forms.js";
import { compareDocumented } from "./notes.js";

/** The context stands at both operations. */
export function compareResponses(old: OperationDef, next: OperationDef, context: Context): void {
  const { pairs, added, removed } = matchBy(old.responses, next.responses, ({ status }) => status);
  for (const response of added)
    report(placed(context, response), "response-added", {
      new: response.origin,
      success: isSuccess(response),
      after: response.status,
    });
  for (const response of removed)
    report(placed(context, response), "response-removed", {
      old: response.origin,
      success: isSuccess(response),
      before: response.status,
    });
  for (const [before, after] of pairs) {
    const here: Context = {
      ...placed(context, after),
      at: { old: before.origin, new: after.origin },
    };
    compareDocumented(before, after, here);
    compareHeaders(before, after, here);
    compareContents(before, after, { ...here, path: "body" });
  }
}

/** The context stands at both responses. */
function compareHeaders(old: ResponseDef, next: ResponseDef, context: Context): void {
  const { pairs, added, removed } = matchBy(old.headers, next.headers, ({ name }) => name.toLowerCase());
  const headerContext = (name: string): Context => ({ ...context, path: `header.${name.toLowerCase()}` });
  for (const header of added)
    report(headerContext(header.name), "header-added", { new: header.origin, required: header.required });
  for (const header of removed)
    report(headerContext(header.name), "header-removed", { old: header.origin, required: header.required });
  for (const [before, after] of pairs) {
    const here = unchecked({ ...headerContext(after.name), at: { old: before.origin, new: after.origin } });
    if (before.required !== after.required)
      report(here, after.required ? "header-required" : "header-optional");
    compareDocumented(before, after, here);
    compareForms(before, after, here);
    context.schemas.compare([before.schema], [after.schema], here);
  }
}

/** Generated code has the headers of an answer as texts, which no validator looks at. */
function unchecked(context: Context): Context {
  return { ...context, report: ({ effect: _effect, ...difference }) => context.report(difference) };
}

function placed(context: Context, { status }: ResponseDef): Context {
  return { ...context, side: "response", place: `response ${status}`, path: "" };
}

function isSuccess({ status }: ResponseDef): boolean {
  return /^[123]/.test(status);
}
