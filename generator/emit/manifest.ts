/** `manifest.json`: what was generated from what, for people and for other tools. Its schema is manifest.schema.json. */
import type { DocumentCoverage } from "../coverage/coverage.js";
import type { EventKind } from "../event-kinds.js";
import type { Hashes } from "../hash.js";
import type { Overlay } from "../load/loaded-spec.js";
import type { Emitter } from "./emitters.js";

/** The content of `manifest.json`. */
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
  readonly inputs: Hashes;
  /** SHA-256 in hex, by path relative to the output folder; without the manifest itself. */
  readonly outputs: Hashes;
}

/** A type with the functions that check it. */
export interface ManifestName {
  readonly type: string;
  readonly guard: string;
  readonly check: string;
}

/** Paths relative to the output folder, by emitter. */
export type ManifestModules = { readonly [name in Emitter]?: string };

/** An operation, the names of its types, and the modules that have them. */
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

/** An operation that the project leaves out. */
export interface ManifestLeftOut {
  readonly api: string;
  readonly operationId: string;
  readonly method: string;
  /** As the description writes it. */
  readonly path: string;
  /** `file#pointer` */
  readonly source: string;
}

/** An event, the names of its types, and the modules that have them. */
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

/** A type that neither an operation nor an event has for itself. */
export interface ManifestType extends ManifestName {
  readonly module: string;
  readonly source: string;
  readonly modules: ManifestModules;
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
