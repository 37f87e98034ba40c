/** `knockgen authorize`: judges events, JSON lines in, one verdict a line out. */
import type { JsonValue } from "@knockgen/auth";
import type { Command } from "commander";
import type { CommandRecord } from "../command.js";
import { readLines } from "../lines.js";
import { systemError } from "../system-error.js";

/** JSON in ASCII alone, as the cases are: whatever an event says, it cannot speak to the terminal that shows this. */
function ascii(json: string): string {
  return json.replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

async function run(file: string | undefined): Promise<void> {
  const { isJsonObject, judge, own, parseJson, readCase, tryCanonicalJson } = await import("@knockgen/auth");
  const print = (id: JsonValue, answer: object): void => {
    const known = tryCanonicalJson(id);
    const text = `{"id":${known.ok ? known.value : "null"},${JSON.stringify(answer).slice(1)}`;
    process.stdout.write(`${ascii(text)}\n`);
  };
  let number = 0;
  for await (const line of readLines(file)) {
    number += 1;
    if (line.trim() === "") continue;
    const json = parseJson(line);
    if (!json.ok) {
      // A line that is not JSON holds no event, so there is nothing to give a verdict on.
      print(null, { line: number, error: `is not JSON: ${json.error.message}` });
      process.exitCode = 1;
      continue;
    }
    const read = readCase(json.value);
    if (!read.ok) {
      const id = isJsonObject(json.value) ? own(json.value, "id") : undefined;
      print(id ?? null, { verdict: "reject", rule: "format", rule_key: "format", reason: read.error });
      continue;
    }
    const verdict = judge(read.value.question);
    print(read.value.id, {
      verdict: verdict.allowed ? "allow" : "reject",
      rule: verdict.rule,
      rule_key: verdict.ruleKey,
      reason: verdict.allowed ? "" : verdict.reason,
    });
  }
}

/** The record of the command. */
export const command: CommandRecord = {
  name: "authorize",
  usage: "authorize [FILE]",
  summary: "judge events by the authorisation rules: JSON lines in, one verdict a line out",
  define(command: Command): void {
    command.argument(
      "[file]",
      "JSON lines with room_version, event and auth_events, .gz or not; - for standard input",
      "-",
    );
    command.action((file: string | undefined) => run(file).catch(systemError(command)));
  },
};
