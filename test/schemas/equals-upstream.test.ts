/** The structure of `schemas/` is that of the specification's release 1.19, but for the departures that are listed. */
import path from "node:path";
import { describe, expect, it } from "vitest";
import { getString, isArray, isObject } from "../../generator/json.js";
import { shared, sharedFolder } from "../support/shared.js";
import { differences, SpecFolder, schemasFolder, strip, texts } from "./support.js";

const ours = new SpecFolder(schemasFolder);
const upstream = new SpecFolder(shared("matrix-spec/v1.19/data") ?? "");
const releases = sharedFolder === undefined ? [] : ["v1.1", "v1.7", "v1.16", "v1.19"];
const release = (name: string): SpecFolder =>
  new SpecFolder(path.join(sharedFolder ?? "", "matrix-spec", name, "data"));

/** Pointers of the listed departures by file. */
function departures(): Map<string, string[]> {
  const byFile = new Map<string, string[]>();
  const list = ours.read("departures.yaml");
  for (const entry of isArray(list) ? list : []) {
    const file = getString(entry, "file") ?? "";
    byFile.set(file, [...(byFile.get(file) ?? []), getString(entry, "pointer") ?? ""]);
  }
  return byFile;
}

const sentence = (text: string): string => text.toLowerCase().replace(/\s+/g, " ").trim();

/** Sentences and list entries of six words or more. */
function sentences(text: string): string[] {
  return text
    .split(/(?<=[.!?:;])\s+|\n\s*\n|\n\s*(?:[-*]|\d+\.)\s+/)
    .map(sentence)
    .filter((part) => part.split(" ").length >= 6);
}

describe.skipIf(sharedFolder === undefined)("with the specification beside us", () => {
  const expected = departures();

  it.each(ours.schemaFiles())("%s", (file) => {
    const document = ours.read(file);
    const found = differences(strip(document), strip(upstream.read(file)));
    expect(found.sort()).toEqual([...(expected.get(file) ?? [])].sort());
  });

  it("has every file of the release", () => {
    expect(ours.schemaFiles()).toEqual(upstream.schemaFiles());
  });

  it("lists departures of existing files only, each with a reason", () => {
    const files = ours.schemaFiles();
    expect([...expected.keys()].filter((file) => !files.includes(file))).toEqual([]);
    const list = ours.read("departures.yaml");
    const reasons = isArray(list) ? list.map((entry) => getString(entry, "reason")?.length ?? 0) : [];
    expect(reasons.every((length) => length > 20)).toBe(true);
  });

  it("has no sentence of the specification", () => {
    const theirs = new Set<string>();
    for (const file of upstream.schemaFiles())
      for (const [, text] of texts(upstream.read(file))) for (const part of sentences(text)) theirs.add(part);
    expect(theirs.size).toBeGreaterThan(1000);
    const copied = ours.schemaFiles().flatMap((file) =>
      texts(ours.read(file)).flatMap(([at, text]) => {
        const own = sentence(text);
        return [...theirs].filter((part) => own.includes(part)).map((part) => `${file}#${at}: ${part}`);
      }),
    );
    expect(copied).toEqual([]);
  });

  it("knows the kinds of all events of all releases, and of nothing else", () => {
    const types = releases.flatMap((name) =>
      release(name)
        .files("event-schemas/schema")
        .filter((file) => file.split("/").length === 3)
        .map((file) => path.basename(file, ".yaml").replace(/\$.*/, "")),
    );
    const kinds = ours.read("event-kinds.yaml");
    expect(isObject(kinds) ? Object.keys(kinds) : []).toEqual([...new Set(types)].sort());
  });

  it("renames only what some release has", () => {
    const files = new Set(
      releases.flatMap((name) =>
        ["api", "event-schemas", "schemas"].flatMap((at) => release(name).files(at)),
      ),
    );
    const names = ours.read("names.yaml");
    const unknown = Object.keys(isObject(names) ? names : {}).filter(
      (key) => !files.has(key.replace(/#.*/, "")),
    );
    expect(unknown).toEqual([]);
  });
});
