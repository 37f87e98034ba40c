/** Reads off the model what scaffolding needs of each operation. */
import { memberName } from "../emit/code/member-name.js";
import { takesCredentials } from "../emit/code/operation.js";
import { compare } from "../json.js";
import type { OperationDef } from "../model/model.js";
import { pascal } from "../name/case.js";
import type { OperationNames } from "../name/names.js";
import type { Understood } from "../pipeline.js";
import { Judge } from "../values/judge.js";
import { shownBy } from "./sample/example.js";
import { isRefused, sampleRequest } from "./sample/request.js";
import type { ApiSubjects, Subject } from "./scaffold-plan.js";

export function readSubjects(spec: Understood): ApiSubjects[] {
  const { model, names, linked } = spec;
  const shown = shownBy(spec);
  const judge = new Judge(linked, true);
  return model.apis.map(({ module, operations }) => ({
    api: module,
    subjects: operations
      .map((operation): Subject => {
        const named = names.operation(operation);
        const sample = sampleRequest(operation, linked, shown);
        const [summary] = (operation.summary ?? "").split("\n");
        return {
          api: module,
          operationId: operation.operationId,
          member: memberName(named.base),
          handlers: handlersOf(module),
          route: `${operation.method} ${operation.path}`,
          ...(summary && { summary }),
          ...(operation.since !== undefined && { since: operation.since }),
          deprecated: operation.deprecated,
          parts: partsOf(operation, named),
          statuses: operation.responses.map(({ status }) => status),
          sample,
          isRefused: isRefused(operation, sample, judge),
        };
      })
      .sort((a, b) => compare(a.operationId, b.operationId)),
  }));
}

/** Name of the interface that the routes of an API export. */
export function handlersOf(api: string): string {
  return `${pascal(api)}Handlers`;
}

function partsOf(
  { requestBody, security }: OperationDef,
  { path, query, headers, cookies }: OperationNames,
): string[] {
  return [
    ...(path ? ["path"] : []),
    ...(query ? ["query"] : []),
    ...(headers ? ["headers"] : []),
    ...(cookies ? ["cookies"] : []),
    ...(requestBody ? ["body"] : []),
    ...(takesCredentials(security) ? ["auth"] : []),
  ];
}
