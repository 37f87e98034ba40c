/** `knockgen authorize`: judges events, JSON lines in, one verdict a line out. */
import type { Command } from "commander";
import { systemError } from "../system-error.js";
import { readLines } from "./lines.js";

async function run(file: string | undefined): Promise<void> {
  const { judge, parseJson, readCase, tryCanonicalJson } = await import("../../../auth/index.js");
  for await (const line of readLines(file)) {
    if (line.trim() === "") continue;
    const json = parseJson(line);
    const read = json.ok ? readCase(json.value) : undefined;
    if (read === undefined || !read.ok) {
      const reason = read?.error ?? (json.ok ? "not a case" : json.error.message);
      const answer = { id: null, verdict: "reject", rule: "format", rule_key: "format", reason };
      process.stdout.write(`${JSON.stringify(answer)}\n`);
      continue;
    }
    const verdict = judge(read.value.question);
    const id = tryCanonicalJson(read.value.id);
    const answer = {
      verdict: verdict.allowed ? "allow" : "reject",
      rule: verdict.rule,
      rule_key: verdict.ruleKey,
      reason: verdict.allowed ? "" : verdict.reason,
    };
    process.stdout.write(`{"id":${id.ok ? id.value : "null"},${JSON.stringify(answer).slice(1)}\n`);
  }
}

/** Adds the command. */
export function register(program: Command): void {
  const command = program
    .command("authorize")
    .description("judge events by the authorisation rules: JSON lines in, one verdict a line out")
    .argument(
      "[file]",
      "JSON lines with room_version, event and auth_events, .gz or not; - for standard input",
      "-",
    );
  command.action((file: string | undefined) => run(file).catch(systemError(command)));
}
