import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, onTestFinished, test } from "vitest";
import { diffReleases } from "../../generator/diff/diff.js";
import { printMarkdown } from "../../generator/diff/print/markdown.js";
import { printText } from "../../generator/diff/print/text.js";
import { colorsFor } from "../../generator/report/colors.js";
import { bin } from "../support/built.js";
import { command, type Outcome } from "../support/command.js";
import { shared } from "../support/shared.js";
import { copySchemas } from "../support/some-schemas.js";
import { releaseFrom } from "./support.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const FILES = [
  "api/server-server/knocks.yaml",
  "api/client-server/threads_list.yaml",
  "api/client-server/peeking_events.yaml",
  "event-schemas/schema/m.sticker.yaml",
];
const none = shared("matrix-spec") === undefined;
const old = partOf("v1.16");
const next = partOf("v1.19");

/** The part of a release that the tests look at: a whole one takes its time, each run anew. */
function partOf(release: string): string {
  const data = shared(`matrix-spec/${release}/data`);
  const folder = mkdtempSync(path.join(tmpdir(), "knockgen-part-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  if (data !== undefined) copySchemas(folder, FILES, data);
  return folder;
}

const run = (...args: string[]): Promise<Outcome> => command(["diff", ...args]);

test.skipIf(none)("a process of its own prints without colours in a pipe, and has the exit code", () => {
  const env = { ...process.env, FORCE_COLOR: "0" };
  const args = [bin, "diff", old, next, "--fail-on", "breaking"];
  const { status, stdout } = spawnSync(process.execPath, args, { encoding: "utf8", env });
  expect(status).toBe(1);
  expect(stdout).toContain("sendKnock  PUT /_matrix/federation/v1/send_knock/{roomId}/{eventId}");
  expect(stdout).not.toContain("\u001b");
});

test.skipIf(none)("exit codes: 0 whatever changed, 1 with --fail-on", async () => {
  expect((await run(old, next)).status).toBe(0);
  expect((await run(old, next, "--fail-on", "breaking")).status).toBe(1);
  expect((await run(old, old, "--fail-on", "breaking")).status).toBe(0);
  expect((await run(old, next, "--operation", "sendKnock", "--fail-on", "breaking")).status).toBe(0);
  // The wire of this operation stays; validators check formats that v1.19 added.
  expect((await run(old, next, "--operation", "getThreadRoots", "--fail-on", "wire")).status).toBe(0);
  expect((await run(old, next, "--operation", "getThreadRoots", "--fail-on", "breaking")).status).toBe(1);
});

test("a wrong call has exit code 2, and says why", async () => {
  const small = mkdtempSync(path.join(tmpdir(), "knockgen-diff-"));
  onTestFinished(() => rmSync(small, { recursive: true }));
  copySchemas(small, ["event-schemas/schema/m.room.name.yaml", "api/server-server/knocks.yaml"]);
  for (const wrong of [
    [small],
    [small, "no/such/folder"],
    [small, small, "--format", "pdf"],
    [small, small, "--fail-on", "anything"],
    [small, small, "--operation", "noSuchOperation"],
    [small, small, "--event", "m.no.such"],
    [small, small, "--against", "no/such/folder"],
  ]) {
    const { status, stdout, stderr } = await run(...wrong);
    expect(status, wrong.join(" ")).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toMatch(/^knockgen: /m);
  }
});

test.skipIf(none)(
  "formats: text without colours in a pipe, JSON of a stable shape, a file on request",
  async () => {
    const text = (await run(old, next, "--operation", "sendKnock", "--event", "m.sticker")).stdout;
    expect(text).toContain("sendKnock  PUT /_matrix/federation/v1/send_knock/{roomId}/{eventId}");
    expect(text).toContain("error-status-added · api/server-server/knocks.yaml:");
    expect(text).toContain("m.sticker");
    expect(text).not.toContain("\u001b");
    expect(text).not.toContain("knockRoom");

    const report = JSON.parse((await run(old, next, "--format", "json")).stdout);
    expect(Object.keys(report)).toEqual(["formatVersion", "old", "new", "summary", "changes"]);
    const change = report.changes.find(
      ({ id }: { id: string }) => id === "parameter-became-required client-server/peekEvents query room_id",
    );
    expect(change).toEqual({
      id: "parameter-became-required client-server/peekEvents query room_id",
      rule: "parameter-became-required",
      severity: "breaking",
      classes: { wire: "breaking", generated: "breaking" },
      breaks: ["caller"],
      subject: {
        kind: "operation",
        api: "client-server",
        old: { operationId: "peekEvents", method: "GET", path: "/_matrix/client/v3/events" },
        new: { operationId: "peekEvents", method: "GET", path: "/_matrix/client/v3/events" },
      },
      side: "request",
      place: "query",
      path: "room_id",
      message: "the parameter is required now",
      old: expect.objectContaining({ file: "api/client-server/peeking_events.yaml", line: 56 }),
      new: expect.objectContaining({ file: "api/client-server/peeking_events.yaml", line: 56 }),
      group: expect.any(String),
    });
    expect(report.changes.some(({ severity }: { severity: string }) => severity === "documentation")).toBe(
      false,
    );

    const scratch = mkdtempSync(path.join(tmpdir(), "knockgen-cli-"));
    const file = path.join(scratch, "report.md");
    expect((await run(old, next, "--docs", "--format", "markdown", "--out", file)).stdout).toBe("");
    const markdown = readFileSync(file, "utf8");
    expect(markdown).toContain("### `sendKnock`");
    expect(markdown).toContain("`description-changed`");
    rmSync(scratch, { recursive: true });
  },
);

test.skipIf(none)("--against lists the user's own places", async () => {
  const { stdout } = await run(old, next, "--against", path.join(root, "test/diff/against"));
  expect(stdout).toContain("In your code");
  expect(stdout).toContain("nothing that changes is used");
});

test("a hostile specification cannot move the cursor, nor leave its code span", () => {
  const files = (name: string): { [path: string]: string } => ({
    "event-schemas/schema/m.door.yaml": `type: object
properties: { content: { type: object, properties: { ${JSON.stringify(name)}: { type: string } } } }`,
  });
  const report = diffReleases(
    releaseFrom("old", files("a")),
    releaseFrom("new", files("\u001b[2J`<b>|x`\u202e")),
  );
  const text = printText(report, colorsFor({}));
  expect(text).toContain("\\u001b[2J");
  expect(text).not.toContain("\u001b");
  expect(text).not.toContain("\u202e");
  const line = printMarkdown(report)
    .split("\n")
    .find((candidate) => candidate.includes("<b>"));
  expect(line).toContain("``content[");
});

test("colours where a terminal is, unless NO_COLOR says no", () => {
  const report = diffReleases(
    releaseFrom("old", { "event-schemas/schema/m.door.yaml": "type: object" }),
    releaseFrom("new", { "event-schemas/schema/m.gate.yaml": "type: object" }),
  );
  const { NO_COLOR, FORCE_COLOR } = process.env;
  delete process.env.FORCE_COLOR;
  process.env.NO_COLOR = "1";
  expect(printText(report, colorsFor({ isTTY: true }))).not.toContain("\u001b");
  if (NO_COLOR === undefined) delete process.env.NO_COLOR;
  else process.env.NO_COLOR = NO_COLOR;
  if (FORCE_COLOR !== undefined) process.env.FORCE_COLOR = FORCE_COLOR;
});
