/** Runs emitters. The compiler demands a function for each record of `emitters.ts`. */
import type { Memo } from "../cache/memo.js";
import { emitClient } from "./client/emit-client.js";
import type { EmitInput, EmittedFile } from "./emitted-file.js";
import { EMITTERS, type Emitter } from "./emitters.js";
import { emitInspect } from "./inspect/emit-inspect.js";
import { emitRoutes } from "./routes/emit-routes.js";
import { emitRuntime } from "./runtime-files/emit-runtime.js";
import { emitTypes } from "./types/emit-types.js";
import { emitNarrowing } from "./types/narrowing.js";
import { emitValidators, type ValidatorOptions } from "./validators/emit-validators.js";

/** Everything that an emitter may look at. */
export interface EmitterRun {
  readonly input: EmitInput;
  readonly options: ValidatorOptions;
  readonly memo: Memo;
}

const EMIT: { readonly [name in Emitter]: (run: EmitterRun) => EmittedFile[] } = {
  types: ({ input, memo }) => emitTypes(input, memo),
  // The guards that narrow events are made of the validators' guards, so they come with these and not with the types.
  validators: ({ input, options, memo }) => [
    ...emitValidators(input, options, memo),
    ...emitNarrowing(input.model, input.names),
  ],
  routes: ({ input }) => emitRoutes(input),
  client: ({ input }) => emitClient(input),
  inspect: ({ input }) => emitInspect(input),
};

/** Files of some emitters, and of the runtime if one of them asks for it. `onEmitter` is told of each before it runs. */
export function runEmitters(
  emitters: readonly Emitter[],
  run: EmitterRun,
  onEmitter: (name: Emitter) => void,
): EmittedFile[] {
  const files = emitters.flatMap((name) => {
    onEmitter(name);
    return EMIT[name](run);
  });
  const needsRuntime = emitters.some((name) => EMITTERS[name].runtime);
  return needsRuntime ? [...files, ...emitRuntime()] : files;
}
