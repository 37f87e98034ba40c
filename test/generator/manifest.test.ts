/** The manifest has the shape that its own JSON Schema describes, and lists what really is there. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import type { Manifest } from "../../generator/emit/manifest.js";

const root = path.resolve(import.meta.dirname, "../..");
const manifest: Manifest = JSON.parse(readFileSync(path.join(root, "generated/manifest.json"), "utf8"));

test("it has the shape of its schema", () => {
  const schema: object = JSON.parse(
    readFileSync(path.join(root, "generator/emit/manifest.schema.json"), "utf8"),
  );
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

test("every output is listed with its hash", () => {
  expect(Object.keys(manifest.outputs)).toContain("validators/events.js");
  expect(Object.keys(manifest.inputs)).toContain("api/server-server/knocks.yaml");
});
