/** Every emitter, as far as it can be described without loading it. `run-emitters.ts` must have a function for each. */

/** Name of an emitter, as `--emit` and the configuration take it. The compiler asks for all else about a new one. */
export type Emitter = "types" | "validators" | "routes" | "client" | "inspect";

/** Facts about one emitter. */
export interface EmitterRecord {
  /** Emitters whose output this one's imports. They are run with it. */
  readonly needs: readonly Emitter[];
  /** Whether the output runs on `runtime/`. */
  readonly runtime: boolean;
  /** Whether it has output only for modules with operations, not for events. */
  readonly onlyOperations: boolean;
  /** The file of a module, relative to the output folder. */
  readonly file: (module: string) => string;
}

/** In the order in which they run. */
export const EMITTERS: { readonly [name in Emitter]: EmitterRecord } = {
  types: { needs: [], runtime: false, onlyOperations: false, file: (module) => `${module}.ts` },
  validators: {
    needs: ["types"],
    runtime: false,
    onlyOperations: false,
    file: (module) => `validators/${module}.js`,
  },
  routes: {
    needs: ["validators"],
    runtime: true,
    onlyOperations: true,
    file: (module) => `routes/${module}.js`,
  },
  client: {
    needs: ["validators"],
    runtime: true,
    onlyOperations: true,
    file: (module) => `client/${module}.js`,
  },
  inspect: {
    needs: ["routes"],
    runtime: true,
    onlyOperations: false,
    file: (module) => `inspect/${module}.js`,
  },
};

/** Whether a text names an emitter. */
export function isEmitter(name: string): name is Emitter {
  return Object.hasOwn(EMITTERS, name);
}

/** All of them, in the order in which they run. */
export const EMITTER_NAMES: readonly Emitter[] = Object.keys(EMITTERS).filter(isEmitter);

/** Some emitters with all that they need, in the order in which they run. */
export function withNeeds(wanted: readonly Emitter[]): readonly Emitter[] {
  const all = new Set(wanted);
  for (const name of all) for (const needed of EMITTERS[name].needs) all.add(needed);
  return EMITTER_NAMES.filter((name) => all.has(name));
}
