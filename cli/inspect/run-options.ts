/** Options that looking at traffic takes, live or from a recording. */
import { readFileSync } from "node:fs";
import { type Command, InvalidArgumentError, Option } from "commander";
import { LEVELS, type Level } from "#inspect/finding.js";
import { DEFAULT_MAP, type PathMap } from "#inspect/releases/find-operation.js";
import { formatOf, REPORT_FORMATS, type ReportFormat } from "#inspect/report/print.js";
import { readWaivers, type Waiver } from "#inspect/waivers.js";
import { Failure } from "../failure.js";
import { checkOutputs } from "./check-outputs.js";

export interface InspectFlags extends ReportFlags {
  readonly release: "auto" | readonly string[];
  readonly releaseDir?: ReadonlyMap<string, string>;
  readonly map?: ReadonlyMap<string, string>;
}

/** Flags of everything that reports findings. */
export interface ReportFlags {
  readonly report?: readonly string[];
  readonly format: ReportFormat;
  readonly waivers?: string;
  readonly writeWaivers?: string;
  readonly failOn?: Level;
}

/** Address of the server that is looked at. */
export function serverUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new InvalidArgumentError("it is not an address such as http://127.0.0.1:8008");
  // Said without the address, which a log may keep.
  if (url.username !== "" || url.password !== "")
    throw new Failure("the address has a name or a password in it, and neither is sent; leave them out", 2);
  if (url.search !== "" || url.hash !== "")
    throw new InvalidArgumentError("nothing comes behind its path; leave out the query or the fragment");
  return text;
}

export function addInspectOptions(command: Command): Command {
  command
    .option(
      "--release <names>",
      "releases of Matrix that the server is held to, such as v1.2,latest; auto are those that it names in /versions",
      releases,
      "auto",
    )
    .option(
      "--release-dir <name=dir>",
      "a further release, or another API whose document is to be followed too, from a folder written by generate --emit inspect (repeatable)",
      pair,
    )
    .option(
      "--map <from=to>",
      "version in a path that is judged as another (repeatable; r0=v3 is always there)",
      mapping,
    );
  return addReportOptions(command);
}

function addReportOptions(command: Command): Command {
  return command
    .option(
      "--report <file>",
      "write a report: .json, .html, .xml (JUnit), .sarif or .txt (repeatable)",
      file,
    )
    .addOption(
      new Option("--format <format>", "report on standard output")
        .choices([...REPORT_FORMATS])
        .default("text"),
    )
    .option("--waivers <file>", "findings that are accepted, each with a reason")
    .option("--write-waivers <file>", "write waivers for all that is found now: a baseline")
    .addOption(
      new Option("--fail-on <level>", "exit with 1 where something is found of this level or worse").choices([
        ...LEVELS,
      ]),
    );
}

function releases(text: string): readonly string[] | "auto" {
  if (text === "auto") return text;
  const names = text.split(",").filter((name) => name !== "");
  if (names.length === 0 || names.includes("auto"))
    throw new InvalidArgumentError("it takes auto alone, or names such as v1.2,latest");
  return names;
}

function pair(text: string, before: ReadonlyMap<string, string> = new Map()): ReadonlyMap<string, string> {
  const at = text.indexOf("=");
  if (at < 1 || at === text.length - 1) throw new InvalidArgumentError("it takes NAME=VALUE");
  return new Map([...before, [text.slice(0, at), text.slice(at + 1)]]);
}

function mapping(text: string, before: PathMap = DEFAULT_MAP): PathMap {
  return pair(text, before);
}

function file(text: string, before: readonly string[] = []): readonly string[] {
  if (formatOf(text) === undefined)
    throw new InvalidArgumentError("its ending must be .json, .html, .xml, .sarif or .txt");
  return [...before, text];
}

/** Ends the command where the file is not one of waivers, or what it is to write cannot be written. */
export function waiversOf(
  { waivers, report = [], writeWaivers }: ReportFlags,
  command: Command,
): readonly Waiver[] {
  checkOutputs(...report, writeWaivers);
  if (waivers === undefined) return [];
  const read = readWaivers(readFileSync(waivers, "utf8"));
  if (typeof read === "string") return command.error(`error: ${waivers} ${read}`);
  return read;
}

/** Ends the command where a release is wanted that is not at hand. */
export function checkReleases({ release, releaseDir }: InspectFlags, own: string, command: Command): void {
  if (release === "auto") return;
  for (const name of release)
    if (name !== "latest" && name !== own && !releaseDir?.has(name))
      command.error(
        `error: ${name} is not at hand: generate it with --emit inspect --out DIR, and give --release-dir ${name}=DIR`,
      );
}
