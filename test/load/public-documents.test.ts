/** Descriptions that others collected to try tools with are read, or refused with a reason. */
import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { expect, test } from "vitest";
import { Diagnostics } from "../../generator/diagnostic.js";
import { understand } from "../../generator/pipeline.js";

const collection = path.dirname(createRequire(import.meta.url).resolve("@readme/oas-examples/package.json"));
const documents = ["2.0", "3.0", "3.1"].flatMap((version) =>
  readdirSync(path.join(collection, version, "json"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".json"))
    .map((file) => `${version}/json/${file}`),
);

/** Parts of the reasons. All others are read. */
const REFUSED: Readonly<Record<string, RegExp>> = {
  "3.0/json/circular-paths.json": /list of lists or objects, which has no form in a parameter$/,
  "3.0/json/parameters-style.json": /in a cookie, in the style form with explode|which a part cannot/,
  "3.0/json/security-multiple.json": /cannot be sent at once: both are in authorization$/,
  "3.1/json/parameters-style.json": /in a cookie, in the style form with explode|which a part cannot/,
  "3.1/json/readme.json": /nests repetition$/,
};

test.each(documents.sort())("%s", (document) => {
  const diagnostics = new Diagnostics();
  const { model } = understand({ spec: path.join(collection, document) }, diagnostics);
  const reasons = diagnostics.all.flatMap(({ severity, message }) => (severity === "error" ? [message] : []));
  const expected = REFUSED[document];
  if (expected === undefined) {
    expect(reasons).toEqual([]);
    const found = model.apis.flatMap(({ operations, webhooks }) => [...operations, ...webhooks]);
    if (model.empty.length === 0) expect(found.length).toBeGreaterThan(0);
  } else {
    expect(reasons).not.toEqual([]);
    for (const reason of reasons) expect(reason).toMatch(expected);
  }
});
