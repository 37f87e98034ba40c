/** Runs emitters. The compiler demands a function for each record of `emitters.ts`. */
import type { Memo } from "../cache/memo.js";
import { emitArbitraries } from "./arbitraries/emit-arbitraries.js";
import { emitClient } from "./client/emit-client.js";
import type { EmitInput, EmittedFile } from "./emitted-file.js";
import { EMITTERS, type Emitter } from "./emitters.js";
import { emitInspect } from "./inspect/emit-inspect.js";
import { emitJsonSchema } from "./json-schema/emit-json-schema.js";
import { emitMsw } from "./msw/emit-msw.js";
import { emitOpenapi } from "./openapi/emit-openapi.js";
import { emitRoutes } from "./routes/emit-routes.js";
import { emitRuntime, RUNTIME_FILES } from "./runtime-files/emit-runtime.js";
import { emitTanstackQuery } from "./tanstack-query/emit-tanstack-query.js";
import { emitTypes } from "./types/emit-types.js";
import { emitNarrowing } from "./types/narrowing.js";
import { beginValidators, type ValidatorOptions } from "./validators/emit-validators.js";
import type { CompileAside } from "./validators/templates/compile-aside.js";

/** Everything that an emitter may look at. */
export interface EmitterRun {
  readonly input: EmitInput;
  readonly options: ValidatorOptions;
  readonly memo: Memo;
  /** Compiles validators while other emitters run. */
  readonly thread?: CompileAside | undefined;
}

/** Files, or what gives them once the other emitters have run. */
type Emit = (run: EmitterRun) => EmittedFile[] | (() => EmittedFile[]);

const EMIT: { readonly [name in Emitter]: Emit } = {
  types: ({ input, memo }) => emitTypes(input, memo),
  // The guards that narrow events are made of the validators' guards, so they come with these and not with the types.
  validators: ({ input, options, memo, thread }) => {
    const finish = beginValidators(input, options, memo, thread);
    return () => [...finish(), ...emitNarrowing(input.model, input.names)];
  },
  routes: ({ input }) => emitRoutes(input),
  client: ({ input }) => emitClient(input),
  inspect: ({ input }) => emitInspect(input),
  openapi: ({ input }) => emitOpenapi(input),
  "json-schema": ({ input }) => emitJsonSchema(input),
  arbitraries: ({ input }) => emitArbitraries(input),
  msw: ({ input }) => emitMsw(input),
  "tanstack-query": ({ input }) => emitTanstackQuery(input),
};

/**
 * Files of some emitters, and of the runtime if one of them asks for it, when they are asked for: what is done before
 * that is done while a thread compiles. `onEmitter` is told of each before it runs.
 */
export function beginEmitters(
  emitters: readonly Emitter[],
  run: EmitterRun,
  onEmitter: (name: Emitter) => void,
): () => EmittedFile[] {
  // The validators come first, since a thread can work on them meanwhile.
  const first = emitters.filter((name) => name === "validators");
  const begun = new Map(
    [...new Set([...first, ...emitters])].map((name) => {
      onEmitter(name);
      return [name, EMIT[name](run)] as const;
    }),
  );
  const needsRuntime = emitters.some((name) => EMITTERS[name].runtime);
  const own = emitters.flatMap((name) => EMITTERS[name].ownRuntime ?? []);
  const runtime = emitRuntime([...new Set([...(needsRuntime ? RUNTIME_FILES : []), ...own])]);
  return () => {
    const files = emitters.flatMap((name) => {
      const found = begun.get(name) ?? [];
      return typeof found === "function" ? found() : found;
    });
    return [...files, ...runtime];
  };
}
