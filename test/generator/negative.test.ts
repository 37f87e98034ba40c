/** Bad input ends in diagnostics with their places, or in correct output; never in an exception. A case is a folder in `test/negative`. */
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { CODES } from "../../generator/codes.js";
import type { Diagnostic } from "../../generator/diagnostic.js";
import { generate } from "../../generator/pipeline.js";
import { locate } from "../../generator/report/diagnostics.js";
import { temporaryFolder, writeFolder } from "./support/emit.js";

const cases = fileURLToPath(new URL("../negative", import.meta.url));
const seen = new Set<string>();

function run(spec: string): Diagnostic[] {
  const { diagnostics, loaded, files } = generate({ spec });
  for (const { code } of diagnostics.all) seen.add(code);
  if (diagnostics.hasErrors) expect(files).toEqual([]);
  return locate(diagnostics.all, (path) => loaded.files().find((file) => file.path === path));
}

const print = ({ severity, code, message, origin, line, column }: Diagnostic): string =>
  `${origin === undefined ? "" : `${origin.file}:${line ?? "?"}:${column ?? "?"} `}${severity} ${code}: ${message}\n`;

for (const name of readdirSync(cases))
  test(name, async () => {
    const lines = run(`${cases}/${name}`).map(print);
    await expect(lines.join("")).toMatchFileSnapshot(`${cases}/${name}/expected.txt`);
  });

test("a folder that does not exist", () => {
  expect(run(`${temporaryFolder()}/none`).map(({ code }) => code)).toEqual(["load/folder-missing"]);
});

test("a file that is no description", () => {
  const folder = writeFolder([["file", "type: string"]]);
  expect(run(`${folder}/file`).map(({ code }) => code)).toEqual(["lower/unknown-document"]);
});

test("a folder whose name cannot be seen as it is", () => {
  const text = "openapi: 3.1.0\npaths: { /a: { get: { operationId: getA, responses: {} } } }";
  for (const odd of ["\u202e", "\u0001", "\u200b"]) {
    const folder = writeFolder([[`api/a${odd}b/c.yaml`, text]]);
    const { diagnostics, files } = generate({ spec: folder });
    expect(diagnostics.all.map(({ code }) => code)).toEqual(["load/hidden-name"]);
    expect(files.map(({ path }) => path).join()).not.toMatch(/\p{C}/u);
    expect(files.map(({ text: written }) => written).join("")).not.toContain(odd);
    run(folder);
  }
});

test("a file that is not UTF-8", () => {
  const folder = writeFolder([["api/shop/b.yaml", "openapi: 3.1.0\n"]]);
  const bytes = Buffer.from('openapi: 3.1.0\ninfo: { title: "caf\u00e9", version: "1" }\n', "latin1");
  for (const [name, text] of [
    ["a.yaml", bytes],
    ["c.JSON", Buffer.from("{}", "utf16le")],
  ] as const)
    writeFileSync(`${folder}/api/shop/${name}`, text);
  const found = run(folder).map(({ code, origin, message }) => [code, origin?.file, message]);
  expect(found[0]).toEqual(["load/unreadable", "api/shop/a.yaml", "the file is not UTF-8"]);
  expect(found.map(([, file]) => file)).toContain("api/shop/c.JSON");
});

test("an empty folder, and one with empty folders", () => {
  const folder = temporaryFolder();
  expect(run(folder).map(({ code }) => code)).toEqual(["load/no-documents"]);
  mkdirSync(`${folder}/api/client-server`, { recursive: true });
  expect(run(folder).map(({ code }) => code)).toEqual(["load/no-documents"]);
});

/** A schema in a file of its own. */
const event = (text: string): string => writeFolder([["event-schemas/schema/m.bad.yaml", text]]);
const errorsOf = (text: string): Diagnostic[] =>
  run(event(text)).filter(({ severity }) => severity === "error");

test("deep nesting, in every notation", () => {
  const depth = 20_000;
  const flow = `${"{items: ".repeat(depth)}{}${"}".repeat(depth)}`;
  const lists = `${"[".repeat(depth)}${"]".repeat(depth)}`;
  const block = Array.from({ length: 3000 }, (_, level) => `${" ".repeat(level)}items:`).join("\n");
  for (const text of [flow, lists, block])
    expect(run(event(text)).some(({ severity }) => severity === "error")).toBe(true);
  const shallow = `${"{items: ".repeat(90)}{}${"}".repeat(90)}`;
  expect(errorsOf(shallow)).toEqual([]);
});

test("a long chain of references", () => {
  const links = Array.from({ length: 1500 }, (_, index) => `  d${index}: {$ref: "#/$defs/d${index + 1}"}\n`);
  expect(errorsOf(`$ref: "#/$defs/d0"\n$defs:\n${links.join("")}  d1500: {type: string}\n`)).toEqual([]);
});

test("a long chain of parts, of what is a form", () => {
  const links = Array.from(
    { length: 3000 },
    (_, index) => `    S${index}: {allOf: [{$ref: "#/components/schemas/S${index + 1}"}]}\n`,
  );
  const body = 'content: {application/x-www-form-urlencoded: {schema: {$ref: "#/components/schemas/S0"}}}';
  const text = `openapi: 3.1.0
info: {title: t, version: "1"}
paths: {/a: {post: {operationId: a, requestBody: {${body}}, responses: {"200": {description: d}}}}}
components:
  schemas:
${links.join("")}    S3000: {type: object}
`;
  const folder = writeFolder([["api/shop/shop.yaml", text]]);
  expect(run(folder).map(({ code }) => code)).toEqual([]);
});

test("a long chain of objects", () => {
  const links = Array.from(
    { length: 1000 },
    (_, index) => `  d${index}: {properties: {a: {$ref: "#/$defs/d${index + 1}"}}}\n`,
  );
  expect(errorsOf(`$ref: "#/$defs/d0"\n$defs:\n${links.join("")}  d1000: {type: string}\n`)).toEqual([]);
});

test("a file of 50 MB", () => {
  const text = `description: "${"x".repeat(50_000_000)}"\n`;
  expect(run(event(text)).map(({ code }) => code)).toEqual(["load/file-too-large"]);
});

test("a link that leads out of the folder", () => {
  const secret = writeFolder([["secret.yaml", "type: string"]]);
  const folder = event("$ref: link.yaml");
  symlinkSync(`${secret}/secret.yaml`, `${folder}/event-schemas/schema/link.yaml`);
  expect(run(folder).map(({ code }) => code)).toContain("link/unresolved-ref");
});

/** Said by other parts, whose tests show them. */
const ELSEWHERE =
  /^config\/|^emit\/|^load\/(overlay|invalid-document|unknown-api|unreadable)$|^model\/unknown-operation$/;

test("every code has a case", () => {
  expect(Object.keys(CODES).filter((code) => !seen.has(code) && !ELSEWHERE.test(code))).toEqual([]);
});
