/** `knockgen explain`: one event's judgement, clause by clause, for a person. */
import type { Explanation, JsonError, JsonValue, Result, Step, StepOutcome } from "@knockgen/auth";
import type { Command } from "commander";
import { type Colors, colorsFor } from "#generator/report/colors.js";
import { visible } from "#generator/report/visible.js";
import type { CommandRecord } from "../command.js";
import { Failure } from "../failure.js";
import { readLines } from "../lines.js";
import { systemError } from "../system-error.js";

const STYLES: Readonly<Record<StepOutcome, keyof Colors>> = {
  allows: "green",
  rejects: "red",
  applies: "cyan",
  passes: "dim",
  unreadable: "yellow",
};

const WORDS: Readonly<Record<StepOutcome, string>> = {
  allows: "allow",
  rejects: "REJECT",
  applies: "applies",
  passes: "-",
  unreadable: "REJECT",
};

function stepText(step: Step, colors: Colors): string {
  const indent = "  ".repeat(step.number.split(".").length - 1);
  const head = `${indent}${step.number.padEnd(10 - Math.min(indent.length, 6))} ${WORDS[step.outcome].padEnd(8)}${step.text}`;
  const looked =
    step.looked === ""
      ? ""
      : `\n${indent}${" ".repeat(11)}${colors.dim(`looked at: ${visible(step.looked)}`)}`;
  return `${colors[STYLES[step.outcome]](head)}${looked}`;
}

function explanationText({ steps, verdict }: Explanation, version: string, colors: Colors): string {
  const lines = [colors.bold(`Authorisation rules of room version ${version}`)];
  if (steps.length === 0) lines.push("No clause was asked: the event fails before the rules.");
  for (const step of steps) lines.push(stepText(step, colors));
  const answer = verdict.allowed
    ? colors.green(`allowed by ${verdict.rule} (${verdict.ruleKey})`)
    : colors.red(`rejected by ${verdict.rule} (${verdict.ruleKey}): ${visible(verdict.reason)}`);
  return `${[...lines, "", answer].join("\n")}\n`;
}

interface Options {
  readonly id?: string;
}

/** IDs that JSON has no reason to escape, so that a line without their letters is not theirs and need not be parsed. */
const PLAIN_ID = /^[\w.:-]+$/;

function idText(id: JsonValue | undefined): string | undefined {
  return typeof id === "string" || typeof id === "number" ? String(id) : undefined;
}

/** The first case of the file as JSON, or the first with an ID. */
async function firstCase(
  file: string | undefined,
  wanted: string | undefined,
): Promise<Result<JsonValue, JsonError>> {
  const { isJsonObject, own, parseJson } = await import("@knockgen/auth");
  const mark = wanted !== undefined && PLAIN_ID.test(wanted) ? wanted : "";
  for await (const line of readLines(file)) {
    if (line.trim() === "" || !line.includes(mark)) continue;
    const json = parseJson(line);
    if (wanted === undefined) return json;
    const id = json.ok && isJsonObject(json.value) ? own(json.value, "id") : undefined;
    if (idText(id) === wanted) return json;
  }
  // An ID is named by the call, and standard input may just be empty.
  if (wanted === undefined) throw new Failure("no case given");
  throw new Failure(`no case with the id ${visible(wanted)}`, 2);
}

async function run(file: string | undefined, options: Options): Promise<void> {
  const { explain, readCase } = await import("@knockgen/auth");
  const json = await firstCase(file, options.id);
  if (!json.ok) throw new Failure(`not a case: ${visible(json.error.message)}`);
  const read = readCase(json.value);
  if (!read.ok) throw new Failure(`not a case: ${visible(read.error)}`);
  const { question } = read.value;
  const { roomVersion } = question;
  const name = typeof roomVersion === "string" ? roomVersion : roomVersion.version;
  process.stdout.write(explanationText(explain(question), name, colorsFor(process.stdout)));
}

/** The record of the command. */
export const command: CommandRecord = {
  name: "explain",
  usage: "explain [FILE]",
  summary: "judge one event and tell, clause by clause, what was looked at and decided",
  define(command: Command): void {
    command
      .argument("[file]", "a case as for authorize; of several, the first; - for standard input", "-")
      .option("--id <id>", "the case to take from a file of several");
    command.action((file: string | undefined, options: Options) =>
      run(file, options).catch(systemError(command)),
    );
  },
};
