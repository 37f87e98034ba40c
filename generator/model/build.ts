/** Fourth stage: linked spec -> model. */
import type { Diagnostics } from "../diagnostic.js";
import { compare, isObject } from "../json.js";
import type { LinkedSpec } from "../link/linked-spec.js";
import { replaceNamesInBraces } from "../names-in-braces.js";
import { documented } from "./documented.js";
import { type EventKinds, readEvent } from "./events.js";
import { LeaveOut } from "./left-out.js";
import { checkLinks, type LinkDef } from "./links.js";
import type { ApiDef, DefinitionDef, EventDef, Model, OperationDef } from "./model.js";
import { byRoute, readOperations } from "./operations.js";

export function buildModel(
  linked: LinkedSpec,
  kinds: EventKinds,
  diagnostics: Diagnostics,
  leaveOut: LeaveOut = new LeaveOut([]),
): Model {
  const empty: string[] = [];
  const allLinks: LinkDef[] = [];
  const byModule = new Map<string, { operations: OperationDef[]; webhooks: OperationDef[] }>();
  for (const document of linked.apis) {
    const known = byModule.get(document.module) ?? { operations: [], webhooks: [] };
    const before = leaveOut.operations.length;
    const { operations, webhooks, links } = readOperations(document, linked, leaveOut, diagnostics);
    const found = operations.length + webhooks.length + leaveOut.operations.length - before;
    allLinks.push(...links);
    known.operations.push(...operations);
    known.webhooks.push(...webhooks);
    if (found === 0 && !document.referredTo) empty.push(document.path);
    byModule.set(document.module, known);
  }
  const apis = [...byModule].map(([module, { operations, webhooks }]): ApiDef => {
    checkUnique(operations, diagnostics);
    return { module, operations: operations.sort(byRoute), webhooks: webhooks.sort(byRoute) };
  });
  const ids = [
    ...apis.flatMap(({ operations, webhooks }) => [...operations, ...webhooks]),
    ...leaveOut.operations,
  ];
  checkLinks(allLinks, new Set(ids.map(({ operationId }) => operationId)), diagnostics);
  const events = linked.events
    .map((id) => readEvent(linked, id, kinds, diagnostics))
    .filter((event): event is EventDef => event !== undefined);
  const eventIds = new Set(linked.events);
  const definitions = [...linked.schemas.values()]
    .filter(({ id }) => !eventIds.has(id))
    .map(
      ({ id, module, schema, origin }): DefinitionDef => ({
        ...documented(isObject(schema) ? schema : {}, origin),
        id,
        module,
        schema,
      }),
    );
  return {
    apis: apis.sort((a, b) => compare(a.module, b.module)),
    events: events.sort((a, b) => compare(a.type, b.type) || compare(a.subType ?? "", b.subType ?? "")),
    definitions: definitions.sort((a, b) => compare(a.id, b.id)),
    leftOut: [...leaveOut.operations].sort((a, b) => compare(a.api, b.api) || byRoute(a, b)),
    empty,
  };
}

function checkUnique(operations: readonly OperationDef[], diagnostics: Diagnostics): void {
  const ids = new Map<string, OperationDef>();
  const routes = new Map<string, OperationDef>();
  for (const operation of [...operations].sort(byRoute)) {
    const same = ids.get(operation.operationId);
    if (same !== undefined)
      diagnostics.report(
        "model/duplicate-operation",
        `${operation.operationId} also names ${same.method} ${same.path} (${same.origin.file})`,
        operation.origin,
      );
    ids.set(operation.operationId, operation);
    const route = `${operation.method} ${operation.path}`;
    // Names of parameters do not tell two templates apart.
    const shape = replaceNamesInBraces(route, () => "{}");
    const twin = routes.get(shape);
    if (isMarkedTwin(operation)) continue;
    if (twin !== undefined)
      diagnostics.report(
        "model/duplicate-route",
        `${route} is both ${twin.operationId} and ${operation.operationId}`,
        operation.origin,
      );
    routes.set(shape, operation);
  }
}

/** A space at the end of a path says that the document holds two operations of one route on purpose. */
function isMarkedTwin({ method, origin }: OperationDef): boolean {
  return origin.pointer.endsWith(` /${method.toLowerCase()}`);
}
