/** The page on following releases, run as it is written. */
import { appendFileSync, cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { project, root } from "../cli/support.js";
import { copySchemas } from "../support/some-schemas.js";

const page = readFileSync(path.join(root, "docs/keeping-up.md"), "utf8");
const blocks = (language: string): string[] =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, "gs"))].map((match) => match[1] ?? "");
const commands = blocks("sh")
  .flatMap((block) => block.trim().split("\n"))
  .map((line) => line.split(" ").slice(1));

/** All events, and a few operations: all of Matrix would take minutes. */
function copySpec(folder: string): void {
  cpSync(path.join(root, "schemas/event-schemas"), path.join(folder, "event-schemas"), { recursive: true });
  const events = readdirSync(path.join(folder, "event-schemas/schema")).filter((name) =>
    name.endsWith(".yaml"),
  );
  copySchemas(folder, [
    ...events.map((name) => `event-schemas/schema/${name}`),
    "api/client-server/knocking.yaml",
    "api/client-server/rooms.yaml",
  ]);
}

test("the configuration, the overlay and the commands do what the page says", () => {
  const { folder, run } = project();
  const [config = "", overlay = ""] = blocks("yaml");
  for (const spec of ["spec", "next"]) copySpec(path.join(folder, spec));
  appendFileSync(path.join(folder, "next/event-schemas/schema/m.room.name.yaml"), "deprecated: true\n");
  writeFileSync(path.join(folder, "knockgen.config.yaml"), config);
  mkdirSync(path.join(folder, "spec/overlays"));
  writeFileSync(path.join(folder, "spec/overlays/ours.yaml"), overlay);

  const [generate = [], check = [], ...diffs] = commands;
  expect(run(generate)).toMatchObject({ status: 0, stderr: "" });
  const output = path.join(folder, "src/matrix");
  const manifest = JSON.parse(readFileSync(path.join(output, "manifest.json"), "utf8"));
  expect(manifest.overlays).toMatchObject([{ reason: "This server refuses longer names." }]);
  expect(readFileSync(path.join(output, "events.ts"), "utf8")).toContain("type RoomPictureEvent");
  const name = (text: string): string => JSON.stringify({ name: text });
  expect(run(["validate", "RoomNameContent", "-"], name("a".repeat(255))).status).toBe(0);
  expect(run(["validate", "RoomNameContent", "-"], name("a".repeat(256))).status).toBe(1);
  expect(run(check).status).toBe(0);

  writeFileSync(
    path.join(folder, "src/use.ts"),
    'import type { RoomNameEvent } from "./matrix/events.js";\nexport type Mine = RoomNameEvent;\n',
  );
  expect(diffs).toHaveLength(4);
  for (const diff of diffs) {
    const { status, stdout } = run(diff);
    // The overlay's limit is gone in the new folder: who reads events may now meet longer names.
    expect(status, diff.join(" ")).toBe(diff.includes("--fail-on") ? 1 : 0);
    if (!diff.includes("--out")) expect(stdout).toContain("m.room.name");
    if (diff.includes("--against")) expect(stdout).toContain("use.ts:2:20");
  }
  expect(readFileSync(path.join(folder, "changes.html"), "utf8")).toContain("m.room.name");
});

test("a waiver for what is gone, and an overlay that no longer applies, are errors", () => {
  const { folder, run } = project();
  const [config = "", overlay = ""] = blocks("yaml");
  copySpec(path.join(folder, "spec"));
  writeFileSync(path.join(folder, "knockgen.config.yaml"), config.replace("/200/", "/201/"));
  expect(run(["generate"])).toMatchObject({ status: 1 });
  writeFileSync(path.join(folder, "knockgen.config.yaml"), config);
  mkdirSync(path.join(folder, "spec/overlays"));
  writeFileSync(
    path.join(folder, "spec/overlays/ours.yaml"),
    overlay.replace("  set:", "  was: 100\n  set:"),
  );
  const { status, stderr } = run(["generate"]);
  expect(status).toBe(1);
  expect(stderr).toContain("load/overlay");
});
