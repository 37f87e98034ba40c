/** Takes away the warnings that a project has waived, and complains of waivers that waive nothing. */
import { type Diagnostic, Diagnostics } from "../diagnostic.js";
import { pointer } from "../pointer.js";
import type { ConfigFile } from "./config.js";

export interface Waived {
  /** Diagnostics that remain to be printed. */
  readonly diagnostics: readonly Diagnostic[];
  readonly count: number;
  /** About the waivers themselves, in the configuration's file. */
  readonly problems: readonly Diagnostic[];
}

/** `wasRead` says of a file of the specification whether this run looked at it. */
export function waive(
  diagnostics: readonly Diagnostic[],
  file: ConfigFile | undefined,
  wasRead: (path: string) => boolean = () => true,
): Waived {
  const waivers = file?.config.waivers ?? [];
  if (file === undefined || waivers.length === 0) return { diagnostics, count: 0, problems: [] };
  const waived = new Set<Diagnostic>();
  const problems = new Diagnostics();
  for (const [index, waiver] of waivers.entries()) {
    const found = diagnostics.filter(
      ({ code, origin }) =>
        code === waiver.code && origin?.file === waiver.file && origin.pointer === waiver.pointer,
    );
    const warnings = found.filter(({ severity }) => severity === "warning");
    for (const warning of warnings) waived.add(warning);
    if (warnings.length > 0 || (found.length === 0 && !wasRead(waiver.file))) continue;
    const place = pointer("waivers", index);
    const what = `${waiver.code} at ${waiver.file}#${waiver.pointer}`;
    const message = found.length > 0 ? `${what} is an error, which cannot be waived` : `there is no ${what}`;
    problems.report(
      "config/unused-waiver",
      message,
      { file: file.path, pointer: place },
      file.position(place),
    );
  }
  return {
    diagnostics: diagnostics.filter((diagnostic) => !waived.has(diagnostic)),
    count: waived.size,
    problems: problems.all,
  };
}
