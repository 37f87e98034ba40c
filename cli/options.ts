/** The options that `generate`, `check` and `watch` share. */
import { type Command, Option } from "commander";
import { EMITTER_NAMES } from "#generator/emit/emitters.js";
import { given, list } from "./flag-values.js";

export interface GenerateFlags {
  readonly config?: string;
  readonly spec?: string;
  readonly out?: string;
  readonly package?: string;
  readonly only?: readonly string[];
  readonly leaveOut?: readonly string[];
  readonly emit?: readonly string[];
  readonly allowOutside?: boolean;
  readonly assertFormats?: boolean;
  readonly validateDocuments?: boolean;
  readonly coverage?: boolean;
  /** False with `--no-cache`. */
  readonly cache: boolean;
  readonly format: "text" | "json";
}

export function addGenerateOptions(command: Command): Command {
  return command
    .option(
      "--config <file>",
      "configuration (default: knockgen.config.ts, .js, .mjs, .json or .yaml, if there is one)",
    )
    .option(
      "--spec <path>",
      "the specification: a description, a folder that holds descriptions, or `api` and `event-schemas`; or a release to fetch: v1.18, unstable, the address of an archive (default: schemas)",
      given,
    )
    .option("--out <dir>", "folder to write to (default: generated)", given)
    .option("--package <name>", "write the output as a package of this name that can be published")
    .option("--only <apis>", "APIs to read, such as client-server,server-server", list)
    .option(
      "--leave-out <operations>",
      "operations to leave out, by IDs, paths or tag:NAME; * stands for any text",
      list,
    )
    .option(
      "--emit <what>",
      `what to emit: ${EMITTER_NAMES.join(",")}, and emitters of the configuration`,
      list,
    )
    .option("--allow-outside", "follow a $ref to a file outside the specification's folder")
    .option("--assert-formats", "let validators check formats such as uri, which are annotations otherwise")
    .option("--validate-documents", "also check each API document against OpenAPI's own schema (slow)")
    .option(
      "--coverage",
      "say what was done with each construct of the documents; the manifest has it by document",
    )
    .option("--no-cache", "do not use or leave a record of the last run under node_modules/.cache")
    .addOption(new Option("--json", "the same as --format json").implies({ format: "json" }))
    .addOption(
      new Option("--format <format>", "how to print diagnostics and results")
        .choices(["text", "json"])
        .default("text"),
    );
}
