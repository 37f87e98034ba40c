/** Does what docs/make-knock.md says, in an empty folder: every snippet is written or run. */
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";

const root = path.resolve(import.meta.dirname, "../..");
const page = readFileSync(path.join(root, "docs/make-knock.md"), "utf8");
const folder = mkdtempSync(path.join(tmpdir(), "knockgen-docs-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Snippet {
  readonly language: string;
  /** Missing for commands. */
  readonly file: string | undefined;
  readonly text: string;
}

const snippets: readonly Snippet[] = [...page.matchAll(/^```(\w+)(?: (\S+))?\n(.*?)^```$/gms)].map(
  ([, language = "", file, text = ""]) => ({ language, file, text }),
);

/** Links to what this project has installed stand in for the registry. */
function install(packages: readonly string[]): void {
  for (const name of packages) {
    const link = path.join(folder, "node_modules", name);
    mkdirSync(path.dirname(link), { recursive: true });
    symlinkSync(name === "knockgen" ? root : path.join(root, "node_modules", name), link);
  }
  if (!packages.includes("typescript")) return;
  mkdirSync(path.join(folder, "node_modules/.bin"), { recursive: true });
  symlinkSync(path.join(root, "node_modules/typescript/bin/tsc"), path.join(folder, "node_modules/.bin/tsc"));
}

function run(command: string): string {
  const [, packages] = /^npm install (?:--save-dev )?(.*)$/.exec(command) ?? [];
  if (packages === undefined) return execFileSync("sh", ["-c", command], { cwd: folder, encoding: "utf8" });
  install(packages.split(" "));
  return "";
}

test("the page leads from an empty folder to tests that pass", () => {
  let printed = "";
  for (const { language, file, text } of snippets) {
    if (file !== undefined) {
      mkdirSync(path.join(folder, path.dirname(file)), { recursive: true });
      writeFileSync(path.join(folder, file), text);
    } else {
      expect(language).toBe("sh");
      for (const command of text.trim().split("\n")) printed += run(command);
    }
  }
  expect(printed).toMatch(/\bpass 6\n/);
  expect(printed).toMatch(/\bfail 0\n/);
});

test("the server of the page listens and answers", async () => {
  const child = spawn(process.execPath, ["dist/main.js"], {
    cwd: folder,
    env: { ...process.env, PORT: "0" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const line = await new Promise<string>((resolve) =>
      child.stdout.once("data", (data) => resolve(String(data))),
    );
    const url = /http:\S+/.exec(line)?.[0] ?? "";
    const answer = await fetch(`${url}/_matrix/federation/v1/make_knock/!door:x/@a:x?ver=10`);
    expect([answer.status, await answer.json()]).toMatchObject([401, { errcode: "M_MISSING_TOKEN" }]);
    expect((await fetch(`${url}/_matrix/federation/v1/version`)).status).toBe(404);
  } finally {
    child.kill();
  }
});
