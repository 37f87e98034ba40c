/** Each command has a record in `cli/commands.ts`, a row in the README's table, and a test that runs it. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { COMMANDS } from "../../cli/commands.js";

const root = path.resolve(import.meta.dirname, "../..");
const readme = readFileSync(path.join(root, "README.md"), "utf8");
const tests: readonly string[] = readdirSync(path.join(root, "test"), { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .map((file) => readFileSync(path.join(root, "test", file), "utf8"));

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

test.each(Object.keys(COMMANDS))("%s is run by a test", (name) => {
  // As the first of the words that a test gives to the command line. A member of an object is not a call: `required: ["count"]`.
  const call = new RegExp(`(?:(?<!: )\\[|\\bbin, )"${name}"`);
  expect(
    tests.some((text) => call.test(text)),
    `test it in test/cli/, as validate.test.ts does: here(["${name}", …])`,
  ).toBe(true);
});
