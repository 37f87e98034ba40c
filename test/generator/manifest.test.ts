/** The manifest has the shape that its own JSON Schema describes, and lists what really is there. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import { typesOf } from "../../cli/validate/emitted-types.js";
import { CODES } from "../../generator/codes.js";
import type { Manifest } from "../../generator/emit/manifest.js";
import { EVENT_KINDS } from "../../generator/event-kinds.js";
import { emit } from "./support/emit.js";

const root = path.resolve(import.meta.dirname, "../..");
const manifest: Manifest = JSON.parse(readFileSync(path.join(root, "generated/manifest.json"), "utf8"));

const schema: { readonly $defs: { readonly kind: { readonly enum: unknown } } } = JSON.parse(
  readFileSync(path.join(root, "generator/emit/manifest.schema.json"), "utf8"),
);

test("its schema has every kind of event, as the guide and the help of a diagnostic do", () => {
  expect(schema.$defs.kind.enum, "generator/emit/manifest.schema.json").toEqual(EVENT_KINDS);
  const guide = readFileSync(path.join(root, "docs/keeping-up.md"), "utf8");
  for (const kind of EVENT_KINDS) {
    expect(guide.includes(`\`${kind}\``), `docs/keeping-up.md: ${kind}`).toBe(true);
    expect(CODES["name/bad-kind"].help, "generator/codes.ts").toContain(kind);
  }
});

test("it has the shape of its schema", () => {
  const validate = new Ajv2020({ allErrors: true }).compile(schema);
  validate(manifest);
  expect(validate.errors).toBeNull();
});

test("the modules and functions that it names are there", async () => {
  for (const { names, modules } of manifest.operations) {
    for (const file of Object.values(modules).filter((each) => each !== undefined))
      expect(existsSync(path.join(root, "generated", file)), file).toBe(true);
    const exported = await import(path.join(root, "generated", modules.validators ?? ""));
    for (const { guard, check } of Object.values(names.responses))
      expect([typeof exported[guard], typeof exported[check]]).toEqual(["function", "function"]);
  }
});

/** Cookies, bodies of several media types, webhooks. */
const wire = path.join(root, "test/golden/wire/input");

test.each([
  ["schemas", path.join(root, "generated")],
  ["wire", emit(wire).folder],
])("every check of %s is of a type that the manifest names", (_, folder) => {
  const outputs: Manifest["outputs"] = JSON.parse(
    readFileSync(path.join(folder, "manifest.json"), "utf8"),
  ).outputs;
  const checks = Object.keys(outputs)
    .filter((file) => /^validators\/.*\.d\.ts$/.test(file))
    .flatMap((file) => [
      ...readFileSync(path.join(folder, file), "utf8").matchAll(/declare const check(\w+):/g),
    ])
    .map(([, name]) => name);
  expect(checks.length).toBeGreaterThan(10);
  const named = new Set(typesOf(folder).map(({ name }) => name));
  expect(checks.filter((name) => !named.has(name ?? ""))).toEqual([]);
});

test("every output is listed with its hash", () => {
  expect(Object.keys(manifest.outputs)).toContain("validators/events.js");
  expect(Object.keys(manifest.inputs)).toContain("api/server-server/knocks.yaml");
});
