import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { generate } from "../../generator/pipeline.js";

/** A specification of one event, with overlays on it. */
function withOverlays(overlays: readonly object[]): ReturnType<typeof generate> {
  const spec = mkdtempSync(path.join(tmpdir(), "knockgen-overlay-"));
  onTestFinished(() => rmSync(spec, { recursive: true, force: true }));
  mkdirSync(path.join(spec, "event-schemas/schema"), { recursive: true });
  mkdirSync(path.join(spec, "overlays"));
  const event = {
    type: "object",
    properties: {
      type: { enum: ["m.room.name"] },
      content: { type: "object", properties: { name: { type: "string" } } },
    },
  };
  writeFileSync(path.join(spec, "event-schemas/schema/m.room.name.yaml"), JSON.stringify(event));
  writeFileSync(path.join(spec, "overlays/names.yaml"), JSON.stringify(overlays));
  return generate({ spec });
}

function withOverlay(overlay: object): ReturnType<typeof generate> {
  return withOverlays([overlay]);
}

const NAME = {
  file: "event-schemas/schema/m.room.name.yaml",
  pointer: "/properties/content/properties/name",
  reason: "Names may be missing.",
};

test("a correction is applied and reported", () => {
  const { files, diagnostics } = withOverlay({
    ...NAME,
    was: { type: "string" },
    set: { type: ["string", "null"] },
    link: "https://spec.example/1",
  });
  expect(diagnostics.all).toEqual([]);
  expect(files.find((file) => file.path === "events.ts")?.text).toContain("name?: string | null");
  const manifest = JSON.parse(files.find((file) => file.path === "manifest.json")?.text ?? "{}");
  expect(manifest.overlays).toEqual([{ ...NAME, link: "https://spec.example/1" }]);
});

test("what is not there can be added, and what is there removed", () => {
  const added = withOverlay({ ...NAME, pointer: "/properties/content/required", set: ["name"] });
  expect(added.files.find((file) => file.path === "events.ts")?.text).toContain("name: string");
  const removed = withOverlay({ ...NAME, was: { type: "string" }, remove: true });
  expect(removed.files.find((file) => file.path === "events.ts")?.text).not.toContain("name?:");
});

test.each([
  ["the specification has moved on", { ...NAME, was: { type: "integer" }, set: {} }],
  ["the place is gone", { ...NAME, pointer: "/properties/missing/type", was: "string", set: "null" }],
  ["there is no reason", { ...NAME, reason: "", was: { type: "string" }, set: {} }],
  ["a field is misspelt", { ...NAME, was: { type: "string" }, set: {}, raeson: "" }],
  ["its pointer is none", { ...NAME, pointer: "properties/name", was: { type: "string" }, set: {} }],
  ["it says both and neither", { ...NAME, was: { type: "string" } }],
  ["it sets what is there already", { ...NAME, was: { type: "string" }, set: { type: "string" } }],
  ["it removes what is not there", { ...NAME, pointer: `${NAME.pointer}/format`, remove: true }],
  [
    "it expects null and nothing is there",
    { ...NAME, pointer: `${NAME.pointer}/format`, was: null, set: "x" },
  ],
  ["it removes by another word", { ...NAME, was: { type: "string" }, remove: "yes", set: {} }],
  ["its link is not a text", { ...NAME, was: { type: "string" }, set: {}, link: 5 }],
  ["its file is spelled otherwise", { ...NAME, file: `./${NAME.file}`, was: { type: "string" }, set: {} }],
  ["it is about an overlay", { ...NAME, file: "overlays/names.yaml", pointer: "/0/link", set: "x" }],
  ["an item has no number", { ...NAME, pointer: "/properties/type/enum/", set: "m.x" }],
  ["the number of an item begins with a zero", { ...NAME, pointer: "/properties/type/enum/00", set: "m.x" }],
  ["the number of an item is negative", { ...NAME, pointer: "/properties/type/enum/-1", set: "m.x" }],
])("an error when %s", (_, overlay) => {
  const { files, diagnostics } = withOverlay(overlay);
  expect(files).toEqual([]);
  expect(diagnostics.all).toMatchObject([
    { code: "load/overlay", severity: "error", origin: { file: "overlays/names.yaml", pointer: "/0" } },
  ]);
});

test("an overlay for a file that there is not is an error", () => {
  const { files, diagnostics } = withOverlay({
    ...NAME,
    file: "event-schemas/schema/m.room.nme.yaml",
    set: {},
  });
  expect(files).toEqual([]);
  expect(diagnostics.all.map(({ code, message }) => `${code}: ${message}`)).toEqual([
    `load/overlay: there is no file event-schemas/schema/m.room.nme.yaml; did you mean ${NAME.file}?`,
  ]);
});

test("a list without overlays is an error", () => {
  const { files, diagnostics } = withOverlays([]);
  expect(files).toEqual([]);
  expect(diagnostics.all.map(({ code, message }) => `${code}: ${message}`)).toEqual([
    "load/overlay: the list of overlays is empty",
  ]);
});
