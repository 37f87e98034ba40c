/** Each command has a record in `cli/commands.ts` and a row in the README's table. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { COMMANDS } from "../../cli/commands.js";

const root = path.resolve(import.meta.dirname, "../..");
const readme = readFileSync(path.join(root, "README.md"), "utf8");

test("every file of cli/commands is listed in cli/commands.ts", () => {
  const files = readdirSync(path.join(root, "cli/commands")).map((file) => file.replace(/\.ts$/, ""));
  expect(files.sort(), "a command has its line in COMMANDS").toEqual(Object.keys(COMMANDS).sort());
});

test.each(Object.entries(COMMANDS))("%s has its row in the README", async (name, load) => {
  const { command } = await load();
  expect(command.name).toBe(name);
  const row = `| \`knockgen ${command.usage.replaceAll("|", "\\|")}\` |`;
  expect(readme.includes(row), `add this row to the README's table of commands: ${row}`).toBe(true);
});
