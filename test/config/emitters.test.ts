/** Emitters in the JSON Schemas of the configuration and of the manifest follow the table of emitters. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { EMITTER_NAMES, EMITTERS, withNeeds } from "../../generator/emit/emitters.js";
import { moduleOfDescription } from "../../generator/load/module-name.js";

const root = path.resolve(import.meta.dirname, "../..");
const schema = (file: string) => JSON.parse(readFileSync(path.join(root, "generator", file), "utf8"));

test("the configuration's schema lists every emitter", () => {
  const { emit } = schema("config/config.schema.json").properties;
  expect(emit.items.enum, "add the emitter to `emit` in generator/config/config.schema.json").toEqual(
    EMITTER_NAMES,
  );
});

test("the manifest's schema has a module for every emitter", () => {
  const { modules } = schema("emit/manifest.schema.json").$defs;
  expect(
    Object.keys(modules.properties),
    "add the emitter to `modules` in generator/emit/manifest.schema.json",
  ).toEqual(EMITTER_NAMES);
});

test("no API is called what the folder of an emitter is", () => {
  for (const name of EMITTER_NAMES) {
    const [folder = "", file] = EMITTERS[name].file("api").split("/");
    // Many a description is called openapi.yaml; its module is a file beside that folder.
    if (file === undefined || folder === "openapi") continue;
    expect(
      moduleOfDescription(`${folder}.yaml`),
      `add ${folder} to TAKEN in generator/load/module-name.ts`,
    ).toBe(`${folder}-api`);
  }
});

test("an emitter brings what it needs, and what that needs", () => {
  expect(withNeeds(["client"])).toEqual(["types", "validators", "client"]);
  expect(withNeeds(["types"])).toEqual(["types"]);
});
