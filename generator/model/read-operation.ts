/** Reads one operation of a path. */
import type { Diagnostics, Origin } from "../diagnostic.js";
import { compare, getArray, getString, type Json } from "../json.js";
import type { LinkedDocument, LinkedSpec } from "../link/linked-spec.js";
import { derivedId } from "./derived-id.js";
import { documented } from "./documented.js";
import type { OperationDef } from "./model.js";
import { checkOperation } from "./operation-faults.js";
import { OperationReader } from "./operation-reader.js";
import type { FoundOperation } from "./operations-of-path.js";
import { checkParameters, parametersOf } from "./parameters.js";
import { fitTemplate } from "./path-template.js";
import { readSecurity } from "./security.js";
import { basePath } from "./servers.js";
import { checkKeys } from "./shared-keys.js";
import { answersOf } from "./statuses.js";

export interface OperationContext {
  readonly document: LinkedDocument;
  readonly linked: LinkedSpec;
  readonly diagnostics: Diagnostics;
  readonly origin: Origin;
}

/** `sent`: of a webhook, the name of the callback that has it. */
export function readOperation(
  { path, item, method, operation }: FoundOperation,
  sent: { readonly called: string } | undefined,
  { document, linked, diagnostics, origin }: OperationContext,
): OperationDef {
  let operationId = getString(operation, "operationId");
  if (operationId === undefined || operationId.trim() === "") {
    operationId = derivedId(method, sent === undefined ? path : `${sent.called} ${path}`);
    diagnostics.report(
      "model/missing-operation-id",
      `${method} ${path} has no operationId; it is called ${operationId}`,
      origin,
    );
  }
  const effective = parametersOf(item, operation);
  checkParameters(effective, linked, origin, diagnostics);
  if (sent === undefined)
    checkOperation({ operation, method, path }, effective, { linked, diagnostics, origin });
  const read = new OperationReader(linked, origin, diagnostics);
  const originOf = (server: Json): Origin => linked.originOf(server) ?? origin;
  const base = sent === undefined ? basePath([operation, item, document.value], originOf, diagnostics) : "";
  // Two of upstream's paths end in a space, so that one file can hold two operations of one route.
  const fullPath = base + path.trim();
  const described = read.parameters(effective);
  const parameters = sent === undefined ? fitTemplate(fullPath, described, origin, diagnostics) : described;
  const requestBody = read.body(operation.requestBody);
  const responses = answersOf(operation, origin, diagnostics).map(([status, response]) =>
    read.response(status, response, method !== "HEAD"),
  );
  const summary = getString(operation, "summary");
  const security = readSecurity(operation, document.value, origin, diagnostics);
  checkKeys(parameters, security, linked, diagnostics);
  return {
    ...documented(operation, origin),
    api: document.module,
    operationId,
    method,
    path: fullPath,
    ...(summary !== undefined && { summary }),
    tags: getArray(operation, "tags").filter((tag) => typeof tag === "string"),
    rateLimited: responses.some(({ status }) => status === "429"),
    security,
    parameters,
    ...(requestBody && { requestBody }),
    responses: responses.sort((a, b) => compare(a.status, b.status)),
  };
}
