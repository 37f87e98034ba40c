/** Operations: what there is, where it is, who may call it; then its parts. */
import type { OperationDef } from "../../model/model.js";
import type { OperationRef, Subject } from "../diff-report.js";
import { skeleton } from "../match/operations.js";
import { compareBodies } from "./bodies.js";
import { type Context, report } from "./context.js";
import { compareDocumented, words } from "./notes.js";
import { compareParameters } from "./parameters.js";
import { compareResponses } from "./responses.js";
import { compareSecurity } from "./security.js";

export function operationSubject(old: OperationDef | undefined, next: OperationDef | undefined): Subject {
  const api = (next ?? old)?.api ?? "";
  return { kind: "operation", api, ...(old && { old: refOf(old) }), ...(next && { new: refOf(next) }) };
}

function refOf({ operationId, method, path }: OperationDef): OperationRef {
  return { operationId, method, path };
}

/** The context stands at both operations. */
export function compareOperation(old: OperationDef, next: OperationDef, context: Context): void {
  if (old.operationId !== next.operationId)
    report(context, "operation-renamed", {
      before: old.operationId,
      after: next.operationId,
      effect: "other",
    });
  if (old.method !== next.method)
    report(context, "operation-method", { before: old.method, after: next.method });
  if (skeleton(old.path) !== skeleton(next.path))
    report(context, "operation-moved", { before: old.path, after: next.path });
  compareDocumented(old, next, context);
  if (words(old.summary) !== words(next.summary))
    report(context, "summary", { before: words(old.summary), after: words(next.summary) });
  compareSecurity(old.security, next.security, context);
  compareParameters(old, next, context);
  compareBodies(old, next, context);
  compareResponses(old, next, context);
}
