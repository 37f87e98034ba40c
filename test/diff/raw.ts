/** Content of a release, read from its YAML without the generator: the independent half of the comparison. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { load } from "js-yaml";

export interface RawOperation {
  readonly api: string;
  readonly operationId: string;
  /** `PUT /_matrix/client/v3/…`, the full path without the names of parameters. */
  readonly route: string;
}

export function rawOperations(folder: string): Map<string, RawOperation> {
  const operations = new Map<string, RawOperation>();
  for (const api of readdirSync(path.join(folder, "api")))
    for (const file of readdirSync(path.join(folder, "api", api)).filter((name) => name.endsWith(".yaml"))) {
      const document: unknown = load(readFileSync(path.join(folder, "api", api, file), "utf8"), {
        json: true,
      });
      const base =
        at(document, "basePath") ?? at(document, "servers", "0", "variables", "basePath", "default");
      for (const [route, item] of Object.entries(Object(at(document, "paths"))))
        for (const [method, operation] of Object.entries(Object(item))) {
          const operationId = at(operation, "operationId");
          if (typeof operationId !== "string") continue;
          const full = `${String(base).replace(/\/$/, "")}${route.trim()}`.replace(/\{[^}]*\}/g, "{}");
          operations.set(`${api}/${operationId}`, {
            api,
            operationId,
            route: `${method.toUpperCase()} ${full}`,
          });
        }
    }
  return operations;
}

/** By file name, without the components that carry no type of their own. */
export function rawEvents(folder: string): Set<string> {
  const schemas = path.join(folder, "event-schemas/schema");
  const names = existsSync(schemas) ? readdirSync(schemas) : [];
  return new Set(
    names
      .filter((name) => name.endsWith(".yaml") && name.startsWith("m."))
      .map((name) => name.replace(/\.yaml$/, "")),
  );
}

function at(value: unknown, ...keys: string[]): unknown {
  let found: unknown = value;
  for (const key of keys) found = Object.entries(Object(found)).find(([name]) => name === key)?.[1];
  return found;
}
