/** Finds the configuration. Most of what reads one would take longer to load than a run that has nothing to do. */
import { existsSync } from "node:fs";
import type { Diagnostics } from "../diagnostic.js";
import type { ConfigFile } from "./config.js";

const NAMES = [
  "knockgen.config.ts",
  "knockgen.config.js",
  "knockgen.config.mjs",
  "knockgen.config.json",
  "knockgen.config.yaml",
  "knockgen.config.yml",
];

/** The file that is named, or else the one in the working directory; undefined when there is none, or a bad one (reported). */
export async function findConfig(
  named: string | undefined,
  diagnostics: Diagnostics,
): Promise<ConfigFile | undefined> {
  const path = named ?? findFile(diagnostics);
  if (path === undefined) return undefined;
  const { readConfig } = await import("./read.js");
  return await readConfig(path, diagnostics);
}

function findFile(diagnostics: Diagnostics): string | undefined {
  const [path, ...others] = NAMES.filter((name) => existsSync(name));
  if (path === undefined || others.length === 0) return path;
  const list = [path, ...others].join(" and ");
  diagnostics.report("config/several", `there are ${list}`, { file: path, pointer: "" });
  return undefined;
}
