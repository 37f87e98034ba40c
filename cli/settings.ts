/** Settings of a run: the configuration, overridden by flags. */
import { existsSync, readFileSync } from "node:fs";
import nodePath from "node:path";
import type { Config, ConfigFile } from "#generator/config/config.js";
import { findConfig } from "#generator/config/find.js";
import { type Diagnostic, Diagnostics } from "#generator/diagnostic.js";
import { unknownEmitter } from "#generator/emit/choose.js";
import type { PackageOptions } from "#generator/emit/package.js";
import { isPackageName } from "#generator/emit/package-name.js";
import { placeOfSpec } from "#generator/load/find.js";
import { parseSpecName } from "#generator/load/spec-name.js";
import type { GenerateOptions } from "#generator/pipeline.js";
import { colorsFor } from "#generator/report/colors.js";
import { printDiagnostics, printDiagnosticsAsJson } from "#generator/report/diagnostics.js";
import { exitCodeOf } from "#generator/report/exit-code.js";
import { defaultSpec, noteDefaultSpec } from "./default-spec.js";
import { Failure } from "./failure.js";
import type { GenerateFlags } from "./options.js";

export interface Settings {
  readonly options: GenerateOptions;
  readonly out: string;
  readonly config: ConfigFile | undefined;
}

/**
 * The exit code when the configuration is bad, which is then said. A specification that is named and not a path is fetched
 * and, with `pin`, pinned.
 */
export async function readSettings(
  flags: GenerateFlags,
  { pin }: { readonly pin: boolean },
): Promise<Settings | number> {
  const found = await readConfigFile(flags.config, flags.format);
  if (typeof found === "number") return found;
  const { file } = found;
  const { config = {} } = file ?? {};
  const { spec: named = config.spec ?? defaultSpec(), only = config.only, emit = config.emit } = flags;
  const { leaveOut = config.leaveOut } = flags;
  const { allowOutside = config.allowOutside, assertFormats = config.assertFormats } = flags;
  const unknown = unknownEmitter(flags.emit ?? [], config.plugins ?? []);
  if (unknown !== undefined) throw new Failure(`--emit: ${unknown}`, 2);
  if (flags.spec === undefined && config.spec === undefined && flags.format === "text") noteDefaultSpec();
  const spec = await folderOf(named, pin);
  const packed = packageOf(flags, config);
  const options: GenerateOptions = {
    spec,
    ...(only && { only }),
    ...(leaveOut && { leaveOut }),
    ...(emit && { emit }),
    ...(config.plugins && { plugins: config.plugins }),
    ...(allowOutside !== undefined && { allowOutside }),
    ...(assertFormats !== undefined && { assertFormats }),
    ...(config.names && { names: config.names }),
    ...(packed && { package: packed }),
    ...(file && { include: file.included }),
  };
  return { options, out: flags.out ?? config.out ?? "generated", config: file };
}

/** The configuration by itself; the exit code when it is bad, which is then said. */
export async function readConfigFile(
  named: string | undefined,
  format: "text" | "json",
): Promise<{ readonly file: ConfigFile | undefined } | number> {
  const diagnostics = new Diagnostics();
  const file = await findConfig(named, diagnostics);
  if (diagnostics.all.length > 0) reportConfigDiagnostics(diagnostics.all, format);
  return diagnostics.hasErrors ? exitCodeOf(diagnostics.all) : { file };
}

/** The path itself, or the folder of a release. What fetches is loaded only where there is something to fetch. */
async function folderOf(named: string, pin: boolean): Promise<string> {
  if (parseSpecName(named) === undefined) return named;
  const { resolveSpec } = await import("./releases/resolve.js");
  return await resolveSpec(named, { pin });
}

/** Fields from the configuration, under the name of the flag. */
function packageOf(flags: GenerateFlags, config: Config): PackageOptions | undefined {
  const packed = flags.package === undefined ? config.package : { ...config.package, name: flags.package };
  if (packed !== undefined && !isPackageName(packed.name))
    throw new Failure(
      `--package: npm takes no package of the name ${JSON.stringify(packed.name)}: write lower-case letters, digits, -, ., _ and ~, and a scope as @scope/name`,
      2,
    );
  return packed;
}

/** Diagnostics in files of the specification. */
export function reportDiagnostics(
  diagnostics: readonly Diagnostic[],
  named: string,
  format: "text" | "json",
): void {
  if (diagnostics.length === 0) return;
  const { folder: spec } = placeOfSpec(named);
  const text = (path: string): string | undefined => {
    const place = nodePath.resolve(spec, path);
    return existsSync(place) ? readFileSync(place, "utf8") : undefined;
  };
  process.stderr.write(
    format === "json"
      ? printDiagnosticsAsJson(diagnostics, spec)
      : printDiagnostics(diagnostics, { spec, text }, colorsFor(process.stderr)),
  );
}

/** Diagnostics in the configuration's file, which is named as seen from the working directory. */
export function reportConfigDiagnostics(diagnostics: readonly Diagnostic[], format: "text" | "json"): void {
  reportDiagnostics(diagnostics, "", format);
}
