/** The configuration of a project as a program: `knockgen.config.ts` exports what `defineConfig` gives. */
import type { Emitter } from "../emit/emitters.js";
import type { EmitterPlugin } from "../emit/plugin.js";
import type { Config } from "./config.js";

/** A configuration whose emitters have these names. */
export interface ConfigInput<Name extends string> extends Omit<Config, "emit" | "plugins"> {
  /** Names of emitters, ours and those of `plugins`; everything when missing. */
  readonly emit?: readonly (Emitter | NoInfer<Name>)[];
  /** Emitters beside ours; they run unless `emit` leaves them out. */
  readonly plugins?: readonly EmitterPlugin<Name>[];
}

/** The configuration itself; the call lets an editor complete and check it. */
export function defineConfig<const Name extends string = never>(
  config: ConfigInput<Name>,
): ConfigInput<Name> {
  return config;
}
