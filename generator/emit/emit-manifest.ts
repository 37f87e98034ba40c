/** Emits `manifest.json`. */
import type { DocumentCoverage } from "../coverage/coverage.js";
import type { Hashes } from "../hash.js";
import { fromEntries } from "../json.js";
import type { Overlay } from "../load/loaded-spec.js";
import type { EventDef, OperationDef } from "../model/model.js";
import type { EventNames, NamedType, OperationNames } from "../name/names.js";
import type { EmitInput, EmittedFile } from "./emitted-file.js";
import { EMITTERS, type Emitter } from "./emitters.js";
import {
  type Manifest,
  type ManifestEvent,
  type ManifestModules,
  type ManifestName,
  type ManifestOperation,
  type ManifestType,
  namesOfEvent,
  namesOfOperation,
} from "./manifest.js";

/** All that was emitted, and what it was made of. */
export interface Listing {
  readonly emitters: readonly Emitter[];
  readonly inputs?: Hashes;
  readonly outputs: Hashes;
  readonly overlays?: readonly Overlay[];
  readonly coverage?: readonly DocumentCoverage[];
  /** Files of each emitter of the project, by its name. */
  readonly plugins?: ReadonlyMap<string, readonly string[]>;
}

const NO_PLUGINS: ReadonlyMap<string, readonly string[]> = new Map();

export function emitManifest({ model, names }: EmitInput, listing: Listing): EmittedFile {
  const { inputs = {}, outputs, overlays = [], coverage = [], plugins = NO_PLUGINS } = listing;
  const modulesOf = modulesIn(listing);
  const operations = model.apis.flatMap((api) =>
    api.operations.map((operation) =>
      manifestOperation(operation, names.operation(operation), modulesOf(api.module, true)),
    ),
  );
  const events = model.events.map((event) =>
    manifestEvent(event, names.event(event), modulesOf("events", false)),
  );
  const listed = new Set([
    ...operations.flatMap((each) => namesOfOperation(each).map(({ type }) => `${each.api}/${type}`)),
    ...events.flatMap((each) => namesOfEvent(each).map(({ type }) => `events/${type}`)),
  ]);
  const types = names.types
    .filter(({ module, name }) => !listed.has(`${module}/${name}`))
    .map((type) => manifestType(type, modulesOf(type.module, false)));
  const manifest: Manifest = {
    version: 1,
    operations,
    ...(model.leftOut.length > 0 && {
      leftOut: model.leftOut.map(({ origin, ...operation }) => ({ ...operation, source: source(origin) })),
    }),
    events,
    types,
    overlays,
    coverage,
    ...(plugins.size > 0 && { plugins: fromEntries(plugins) }),
    inputs,
    outputs,
  };
  return { path: "manifest.json", text: `${JSON.stringify(manifest, null, 2)}\n` };
}

type ModulesOf = (module: string, hasOperations: boolean) => ManifestModules;

function modulesIn({ emitters, outputs }: Listing): ModulesOf {
  const written = new Set(Object.keys(outputs));
  const known = new Map<string, ManifestModules>();
  return (module, hasOperations) => {
    const key = `${hasOperations} ${module}`;
    const found =
      known.get(key) ??
      Object.fromEntries(
        emitters
          .filter((name) => hasOperations || !EMITTERS[name].onlyOperations)
          .map((name) => [name, placeOf(EMITTERS[name].file(module), written)]),
      );
    known.set(key, found);
    return found;
  };
}

function manifestOperation(
  operation: OperationDef,
  { base, path, query, headers, cookies, requestBody, responses }: OperationNames,
  modules: ManifestModules,
): ManifestOperation {
  return {
    api: operation.api,
    operationId: operation.operationId,
    method: operation.method,
    path: operation.path,
    ...(operation.since !== undefined && { since: operation.since }),
    deprecated: operation.deprecated,
    rateLimited: operation.rateLimited,
    source: source(operation.origin),
    names: {
      request: `${base}Request`,
      response: `${base}Response`,
      ...(path && { path: nameOf(path) }),
      ...(query && { query: nameOf(query) }),
      ...(headers && { headers: nameOf(headers) }),
      ...(cookies && { cookies: nameOf(cookies) }),
      ...(requestBody && { requestBody: nameOf(requestBody) }),
      responses: Object.fromEntries([...responses].map(([status, type]) => [status, nameOf(type)] as const)),
    },
    modules,
  };
}

function manifestEvent(
  { type, subType, kinds, deprecated, origin }: EventDef,
  { event, content }: EventNames,
  modules: ManifestModules,
): ManifestEvent {
  return {
    type,
    ...(subType !== undefined && { subType }),
    kind: kinds[0] ?? null,
    kinds,
    deprecated,
    source: source(origin),
    names: { event: nameOf(event), ...(content && { content: nameOf(content) }) },
    modules,
  };
}

function manifestType(type: NamedType, modules: ManifestModules): ManifestType {
  return { ...nameOf(type), module: type.module, source: source(type.origin), modules };
}

/** In a package, a module of types is one of declarations. */
function placeOf(file: string, written: ReadonlySet<string>): string {
  return written.has(file) ? file : file.replace(/\.ts$/, ".d.ts");
}

function nameOf(type: NamedType): ManifestName {
  return { type: type.name, guard: `is${type.name}`, check: `check${type.name}` };
}

function source({ file, pointer }: { readonly file: string; readonly pointer: string }): string {
  return `${file}#${pointer}`;
}
