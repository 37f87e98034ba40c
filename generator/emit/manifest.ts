/** Emits `manifest.json`: what was generated from what, for people and for other tools. Its schema is manifest.schema.json. */
import { createHash } from "node:crypto";
import type { DocumentCoverage } from "../coverage/coverage.js";
import { compare, fromEntries } from "../json.js";
import type { Overlay } from "../load/loaded-spec.js";
import type { EventKind } from "../model/model.js";
import type { NamedType } from "../name/names.js";
import type { EmitInput, EmittedFile } from "./emitted-file.js";
import { EMITTERS, type Emitter } from "./emitters.js";

export interface Manifest {
  readonly version: 1;
  /** Sorted by API, path and method. */
  readonly operations: readonly ManifestOperation[];
  /** Sorted by type and sub-type. */
  readonly events: readonly ManifestEvent[];
  /** Operations that the project leaves out, sorted by API, path and method; missing where there is none. */
  readonly leftOut?: readonly ManifestLeftOut[];
  /** Every other named type, sorted by module and name. */
  readonly types: readonly ManifestType[];
  /** Corrections that were applied while loading. */
  readonly overlays: readonly Overlay[];
  /** By document, what was done with its constructs; sorted by path. */
  readonly coverage: readonly DocumentCoverage[];
  /** Paths of what a project's own emitters wrote, by emitter; missing where there is none. */
  readonly plugins?: { readonly [name: string]: readonly string[] };
  /** SHA-256 in hex, by path relative to the specification's folder. */
  readonly inputs: { readonly [path: string]: string };
  /** SHA-256 in hex, by path relative to the output folder; without the manifest itself. */
  readonly outputs: { readonly [path: string]: string };
}

/** A type with the functions that check it. */
export interface ManifestName {
  readonly type: string;
  readonly guard: string;
  readonly check: string;
}

/** Paths relative to the output folder, by emitter. */
export type ManifestModules = { readonly [name in Emitter]?: string };

export interface ManifestOperation {
  readonly api: string;
  readonly operationId: string;
  readonly method: string;
  /** With the base path. */
  readonly path: string;
  readonly since?: string;
  readonly deprecated: boolean;
  readonly rateLimited: boolean;
  /** `file#pointer` */
  readonly source: string;
  readonly names: {
    readonly request: string;
    readonly response: string;
    readonly path?: ManifestName;
    readonly query?: ManifestName;
    readonly headers?: ManifestName;
    readonly cookies?: ManifestName;
    readonly requestBody?: ManifestName;
    readonly responses: { readonly [status: string]: ManifestName };
  };
  readonly modules: ManifestModules;
}

export interface ManifestLeftOut {
  readonly api: string;
  readonly operationId: string;
  readonly method: string;
  /** As the description writes it. */
  readonly path: string;
  /** `file#pointer` */
  readonly source: string;
}

export interface ManifestEvent {
  readonly type: string;
  readonly subType?: string;
  /** The first of `kinds`; null for components that are not events by themselves. */
  readonly kind: EventKind | null;
  readonly kinds: readonly EventKind[];
  readonly deprecated: boolean;
  readonly source: string;
  readonly names: { readonly event: ManifestName; readonly content?: ManifestName };
  readonly modules: ManifestModules;
}

export interface ManifestType extends ManifestName {
  readonly module: string;
  readonly source: string;
  readonly modules: ManifestModules;
}

/** All that was emitted, and what it was made of. */
export interface Listing {
  readonly emitters: readonly Emitter[];
  readonly files: readonly EmittedFile[];
  readonly inputs?: readonly { readonly path: string; readonly text: string }[];
  readonly overlays?: readonly Overlay[];
  readonly coverage?: readonly DocumentCoverage[];
  /** Files of each emitter of the project, by its name. */
  readonly plugins?: ReadonlyMap<string, readonly string[]>;
}

const NO_PLUGINS: ReadonlyMap<string, readonly string[]> = new Map();

export function emitManifest(input: EmitInput, listing: Listing): EmittedFile {
  const { emitters, files, inputs = [], overlays = [], coverage = [], plugins = NO_PLUGINS } = listing;
  const { model, names } = input;
  const written = new Set(files.map(({ path }) => path));
  const modules = (module: string, operation: boolean): ManifestModules =>
    Object.fromEntries(
      emitters
        .filter((name) => operation || !EMITTERS[name].onlyOperations)
        .map((name) => [name, placeOf(EMITTERS[name].file(module), written)]),
    );
  const operations = model.apis.flatMap(({ module, operations }) =>
    operations.map((operation): ManifestOperation => {
      const { base, path, query, headers, cookies, requestBody, responses } = names.operation(operation);
      return {
        api: module,
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
          responses: Object.fromEntries(
            [...responses].map(([status, type]) => [status, nameOf(type)] as const),
          ),
        },
        modules: modules(module, true),
      };
    }),
  );
  const events = model.events.map((event): ManifestEvent => {
    const { event: type, content } = names.event(event);
    return {
      type: event.type,
      ...(event.subType !== undefined && { subType: event.subType }),
      kind: event.kinds[0] ?? null,
      kinds: event.kinds,
      deprecated: event.deprecated,
      source: source(event.origin),
      names: { event: nameOf(type), ...(content && { content: nameOf(content) }) },
      modules: modules("events", false),
    };
  });
  const listed = new Set([
    ...operations.flatMap((each) => namesOfOperation(each).map(({ type }) => `${each.api}/${type}`)),
    ...events.flatMap((each) => namesOfEvent(each).map(({ type }) => `events/${type}`)),
  ]);
  const types = names.types
    .filter(({ module, name }) => !listed.has(`${module}/${name}`))
    .map(
      (type): ManifestType => ({
        ...nameOf(type),
        module: type.module,
        source: source(type.origin),
        modules: modules(type.module, false),
      }),
    );
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
    inputs: hashes(inputs),
    outputs: hashes(files),
  };
  return { path: "manifest.json", text: `${JSON.stringify(manifest, null, 2)}\n` };
}

/** In a package, a module of types is one of declarations. */
function placeOf(file: string, written: ReadonlySet<string>): string {
  return written.has(file) ? file : file.replace(/\.ts$/, ".d.ts");
}

export function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function hashes(files: readonly { readonly path: string; readonly text: string }[]): {
  [path: string]: string;
} {
  return Object.fromEntries(
    [...files].sort((a, b) => compare(a.path, b.path)).map(({ path, text }) => [path, hash(text)] as const),
  );
}

function nameOf(type: NamedType): ManifestName {
  return { type: type.name, guard: `is${type.name}`, check: `check${type.name}` };
}

/** Those of parts that have one type each; bodies of further media types and webhooks are among the other types. */
export function namesOfOperation({ names }: ManifestOperation): readonly ManifestName[] {
  const { path, query, headers, cookies, requestBody, responses } = names;
  const all = [path, query, headers, cookies, requestBody, ...Object.values(responses)];
  return all.filter((name) => name !== undefined);
}

export function namesOfEvent({ names: { event, content } }: ManifestEvent): readonly ManifestName[] {
  return [event, content].filter((name) => name !== undefined);
}

function source({ file, pointer }: { readonly file: string; readonly pointer: string }): string {
  return `${file}#${pointer}`;
}
