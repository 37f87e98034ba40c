/** The manifest lists what the files hold, counted straight from the YAML. */
import { expect, test } from "vitest";
import { schemasFolder } from "../schemas/support.js";
import { emitOnlyValidators } from "./support/emit.js";
import { child, entries, Release, releaseFolder } from "./support/release.js";

const METHODS = new Set(["get", "put", "post", "delete", "patch", "head", "options"]);

/** Known beforehand; null where the folder is ours and grows. */
const CASES: readonly (readonly [
  string,
  string | undefined,
  { operations: number; files: number; events: number } | null,
])[] = [
  ["v1.1", releaseFolder("v1.1"), { operations: 203, files: 63, events: 62 }],
  ["v1.7", releaseFolder("v1.7"), { operations: 218, files: 70, events: 70 }],
  ["v1.16", releaseFolder("v1.16"), { operations: 230, files: 72, events: 72 }],
  ["v1.19", releaseFolder("v1.19"), { operations: 235, files: 79, events: 79 }],
  ["schemas/", schemasFolder, null],
];

for (const [name, folder, known] of CASES)
  test.skipIf(folder === undefined)(`operations and events of ${name}`, () => {
    if (folder === undefined) return;
    const release = new Release(folder);
    const operations = release.documents().flatMap((file) =>
      entries(child(release.read(file), "paths")).flatMap(([path, item]) =>
        entries(item)
          .filter(([method]) => METHODS.has(method))
          .map(([method, operation]) =>
            [file.split("/")[1], child(operation, "operationId"), method.toUpperCase(), path.trim()].join(
              " ",
            ),
          ),
      ),
    );
    const files = release.eventSchemas().map((file) => file.replace(/^.*\/|\.yaml$/g, ""));
    // In v1.1 the form of stripped state lies among the events.
    const events = files.filter((name) => name !== "stripped_state");
    const { manifest } = emitOnlyValidators(folder);
    const listed = manifest.operations.map(({ api, operationId, method, path, source }) => {
      const written = decodeURIComponent(source.split("#/paths/")[1]?.split("/")[0] ?? "")
        .replaceAll("~1", "/")
        .trim();
      expect(path.endsWith(written)).toBe(true);
      return [api, operationId, method, written].join(" ");
    });
    expect(listed.sort()).toEqual(operations.sort());
    expect(
      manifest.events
        .map(({ type, subType }) => (subType === undefined ? type : `${type}$${subType}`))
        .sort(),
    ).toEqual(events.sort());
    const counted = {
      operations: operations.length,
      files: files.length,
      events: manifest.events.length,
    };
    if (known !== null) expect(counted).toEqual(known);
  });
