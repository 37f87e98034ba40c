/** Emitters in the JSON Schemas of the configuration and of the manifest follow the table of emitters. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { EMITTER_NAMES, withNeeds } from "../../generator/emit/emitters.js";

const root = path.resolve(import.meta.dirname, "../..");
const schema = (file: string) => JSON.parse(readFileSync(path.join(root, "generator", file), "utf8"));

test("the configuration's schema lists every emitter", () => {
  const { emit } = schema("config/config.schema.json").properties;
  expect(emit.items.enum, "add the emitter to `emit` in config.schema.json").toEqual(EMITTER_NAMES);
});

test("the manifest's schema has a module for every emitter", () => {
  const { modules } = schema("emit/manifest.schema.json").$defs;
  expect(Object.keys(modules.properties), "add the emitter to `modules` in manifest.schema.json").toEqual(
    EMITTER_NAMES,
  );
});

test("an emitter brings what it needs, and what that needs", () => {
  expect(withNeeds(["client"])).toEqual(["types", "validators", "client"]);
  expect(withNeeds(["types"])).toEqual(["types"]);
});
