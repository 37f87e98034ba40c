/** Does what docs/make-knock.md says, in an empty folder: every snippet is written or run. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { followPage } from "./support/follow-page.js";

const folder = mkdtempSync(path.join(tmpdir(), "knockgen-docs-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("the page leads from an empty folder to tests that pass", () => {
  const printed = followPage("docs/make-knock.md", folder);
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
