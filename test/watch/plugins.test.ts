/** `knockgen watch` with an emitter of the project: an edit of its module runs it again, as it then is. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { project } from "../cli/support.js";
import { bin } from "../support/built.js";

const CONFIG = `import { defineConfig } from "knockgen";
import { lines } from "./emitters/lines.js";
export default defineConfig({ emit: ["lines"], plugins: [lines] });
`;
const emitter = (text: string): string =>
  `import { defineEmitter } from "knockgen";
export const lines = defineEmitter({ name: "lines", emit: () => [{ path: "lines.txt", text: ${JSON.stringify(text)} }] });
`;

test("an edit of the emitter is seen by watch, by generate and by check", async () => {
  const { folder, run } = project();
  const file = path.join(folder, "emitters/lines.ts");
  mkdirSync(path.dirname(file));
  writeFileSync(path.join(folder, "knockgen.config.ts"), CONFIG);
  writeFileSync(file, emitter("one"));
  const child: ChildProcess = spawn(process.execPath, [bin, "watch"], {
    cwd: folder,
    stdio: ["ignore", "ignore", "pipe"],
  });
  let complaints = "";
  child.stderr?.on("data", (data: Buffer) => {
    complaints += data.toString();
  });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  const written = (): string => readFileSync(path.join(folder, "generated/lines.txt"), "utf8");
  const eventually = (check: () => void): Promise<void> =>
    vi.waitFor(check, { timeout: 250_000, interval: 50 });
  const holds = (text: string): Promise<void> => eventually(() => expect(written()).toBe(text));
  await holds("one");
  writeFileSync(file, emitter("two"));
  await holds("two");
  // A mistake leaves what was there; its correction is seen.
  writeFileSync(file, "export const lines = 1;");
  await eventually(() => expect(complaints).toContain("plugins"));
  expect(written()).toBe("two");
  writeFileSync(file, emitter("three"));
  await holds("three");
  child.kill("SIGTERM");
  await ended;
  expect(run(["check"])).toMatchObject({ status: 0 });
  writeFileSync(file, emitter("four"));
  expect(run(["check"])).toMatchObject({ status: 1 });
  expect(run(["generate"]).stdout).toContain("~ lines.txt");
  expect(run(["check", "--emit", "lines"])).toMatchObject({ status: 0 });
  writeFileSync(file, "throw new Error('broken');\nexport const lines = 1;");
  expect(run(["generate"])).toMatchObject({ status: 1 });
  expect(run(["generate"]).stderr).toContain(
    "config/failed: the configuration threw: broken (at emitters/lines.ts:1:7)",
  );
});
