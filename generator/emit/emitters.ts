/** Every emitter, as far as it can be described without loading it. `run-emitters.ts` must have a function for each. */

/** Name of an emitter, as `--emit` and the configuration take it. The compiler asks for all else about a new one. */
export type Emitter =
  | "types"
  | "validators"
  | "routes"
  | "client"
  | "inspect"
  | "openapi"
  | "json-schema"
  | "arbitraries"
  | "msw"
  | "tanstack-query";

/** Facts about one emitter. */
export interface EmitterRecord {
  /** Whether it runs where nothing is asked for. */
  readonly byDefault: boolean;
  /** Emitters whose output this one's imports. They are run with it. */
  readonly needs: readonly Emitter[];
  /** Whether the output runs on `runtime/`. */
  readonly runtime: boolean;
  /** Files of `runtime/` that this one's output runs on, whether others do or not; default none. */
  readonly ownRuntime?: readonly string[];
  /** Packages that the output imports, with their versions; default none. A program that uses the output has them. */
  readonly peers?: { readonly [name: string]: string };
  /** Whether it has output only for modules with operations, not for events. */
  readonly onlyOperations: boolean;
  /** Contents of its modules, as the README of a package tells them. */
  readonly holds: string;
  /** The file of a module, relative to the output folder. */
  readonly file: (module: string) => string;
}

/** In the order in which they run. */
export const EMITTERS: { readonly [name in Emitter]: EmitterRecord } = {
  types: {
    byDefault: true,
    needs: [],
    runtime: false,
    onlyOperations: false,
    holds: "types of requests, answers and events",
    file: (module) => `${module}.ts`,
  },
  validators: {
    byDefault: true,
    needs: ["types"],
    runtime: false,
    onlyOperations: false,
    holds: "a guard and a check for each type",
    file: (module) => `validators/${module}.js`,
  },
  routes: {
    byDefault: true,
    needs: ["validators"],
    runtime: true,
    onlyOperations: true,
    holds: "a handler type and the routes of each API, for servers",
    file: (module) => `routes/${module}.js`,
  },
  client: {
    byDefault: true,
    needs: ["validators"],
    runtime: true,
    onlyOperations: true,
    holds: "a call for each operation",
    file: (module) => `client/${module}.js`,
  },
  inspect: {
    byDefault: true,
    needs: ["routes"],
    runtime: true,
    onlyOperations: false,
    holds: "tables by which recorded exchanges are judged",
    file: (module) => `inspect/${module}.js`,
  },
  openapi: {
    byDefault: false,
    needs: [],
    runtime: false,
    onlyOperations: true,
    holds: "an OpenAPI 3.1 document of each API",
    file: (module) => `openapi/${module}.json`,
  },
  "json-schema": {
    byDefault: false,
    needs: [],
    runtime: false,
    onlyOperations: false,
    holds: "one JSON Schema of all events",
    file: () => "json-schema/bundle.json",
  },
  arbitraries: {
    byDefault: false,
    needs: ["validators"],
    runtime: false,
    ownRuntime: ["arbitrary", "fits", "join-schemas", "member", "patterned", "schema-node"],
    peers: { "fast-check": ">=3.11.0" },
    onlyOperations: false,
    holds: "random values of each type, for fast-check",
    file: (module) => `arbitraries/${module}.js`,
  },
  msw: {
    byDefault: false,
    needs: ["routes"],
    runtime: true,
    ownRuntime: ["mock-routes"],
    peers: { msw: ">=2.0.0" },
    onlyOperations: true,
    holds: "handlers for Mock Service Worker",
    file: (module) => `msw/${module}.js`,
  },
  "tanstack-query": {
    byDefault: false,
    needs: ["client"],
    runtime: true,
    ownRuntime: ["tanstack-query"],
    onlyOperations: true,
    holds: "options for TanStack Query",
    file: (module) => `tanstack-query/${module}.js`,
  },
};

/** Whether a text names an emitter. */
export function isEmitter(name: string): name is Emitter {
  return Object.hasOwn(EMITTERS, name);
}

/** All of them, in the order in which they run. */
export const EMITTER_NAMES: readonly Emitter[] = Object.keys(EMITTERS).filter(isEmitter);

/** Those that run where nothing is asked for. */
export const DEFAULT_EMITTERS: readonly Emitter[] = EMITTER_NAMES.filter((name) => EMITTERS[name].byDefault);

/** Packages that the output of some emitters imports. */
export function peersOf(emitters: readonly Emitter[]): { readonly [name: string]: string } {
  return Object.assign({}, ...emitters.map((name) => EMITTERS[name].peers ?? {}));
}

/** Some emitters with all that they need, in the order in which they run. */
export function withNeeds(wanted: readonly Emitter[]): readonly Emitter[] {
  const all = new Set(wanted);
  for (const name of all) for (const needed of EMITTERS[name].needs) all.add(needed);
  return EMITTER_NAMES.filter((name) => all.has(name));
}
