/** Releases from a few lines of YAML, without a folder. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { load } from "js-yaml";
import { Diagnostics } from "../../generator/diagnostic.js";
import { diffReleases } from "../../generator/diff/diff.js";
import { type Release, readRelease } from "../../generator/diff/release.js";
import { isArray, isObject, type Json } from "../../generator/json.js";
import { findDocuments } from "../../generator/load/find.js";

/** A release of files by path, each with its YAML text. */
export function releaseFrom(label: string, files: { readonly [path: string]: string }): Release {
  const folder = mkdtempSync(path.join(tmpdir(), "knockgen-diff-"));
  try {
    mkdirSync(path.join(folder, "api"));
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      writeFileSync(path.join(folder, name), text);
    }
    const diagnostics = new Diagnostics();
    const release = readRelease(folder, diagnostics);
    const errors = diagnostics.all.filter(
      ({ code, severity }) => severity === "error" && code !== "load/no-documents",
    );
    if (errors.length > 0)
      throw new Error(errors.map(({ code, message }) => `${code}: ${message}`).join("\n"));
    return { ...release, label };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export function readFolder(folder: string): Release {
  if (findDocuments({ folder }).length === 0) throw new Error(`${folder} holds nothing`);
  return readRelease(folder, new Diagnostics());
}

/** Fields of a case file, besides the two releases. */
export interface Case {
  readonly old: Release;
  readonly new: Release;
  readonly docs: boolean;
  /** Only in positive cases. */
  readonly path?: string;
  readonly breaks: readonly string[];
}

/**
 * A case is one of: `at`, `old`, `new` (two schemas in a request, a response or an event), `operation` (two lists of
 * operations), or `files` (two maps of whole files).
 */
export function readCase(text: string): Case {
  const value = load(text, { json: true });
  if (!isJsonObject(value)) throw new Error("a case is a map");
  const [old, next] = ["old", "new"].map((side) => releaseFrom(side, filesOf(text, value, side)));
  if (old === undefined || next === undefined) throw new Error("a case has two sides");
  return {
    old,
    new: next,
    docs: value.docs === true,
    ...(typeof value.path === "string" && { path: value.path }),
    breaks: isArray(value.breaks) ? value.breaks.map(String) : [],
  };
}

/** Changes of a case: the rule, how severe it is, and which audiences it breaks. */
export function told(text: string): readonly string[] {
  const { old, new: next } = readCase(text);
  return diffReleases(old, next).changes.map(({ rule, severity, breaks }) =>
    [rule, severity, ...breaks].join(" "),
  );
}

function isJsonObject(value: unknown): value is { readonly [key: string]: Json } {
  return isObject(value);
}

function filesOf(
  text: string,
  value: { readonly [key: string]: Json },
  side: string,
): { [path: string]: string } {
  const files: { [path: string]: string } = {};
  if (typeof value.at === "string") {
    // The text as it stands: a case may repeat a key.
    const schema = (new RegExp(`^${side}:([^]*?)(?=^\\w+:|(?![^]))`, "m").exec(text)?.[1] ?? "{}").replace(
      /\s+/g,
      " ",
    );
    if (value.at === "event") files["event-schemas/schema/m.door.yaml"] = eventText(schema);
    else files["api/client-server/doors.yaml"] = apiText([operationWith(value.at, schema)]);
    return files;
  }
  const operations = isObject(value.operation) ? value.operation[side] : undefined;
  if (isArray(operations)) {
    files["api/client-server/doors.yaml"] = apiText(operations.map(operationText));
    return files;
  }
  const given = isObject(value.files) ? value.files[side] : undefined;
  for (const [name, content] of Object.entries(isObject(given) ? given : {}))
    files[name] = typeof content === "string" ? content : JSON.stringify(content);
  return files;
}

interface OperationText {
  readonly path: string;
  readonly method: string;
  readonly text: string;
}

const PATH = "/doors/{doorId}";
const PARAMETERS = [{ in: "path", name: "doorId", required: true, schema: { type: "string" } }];

function operationText(value: Json): OperationText {
  const { path = PATH, method = "get", ...rest } = isObject(value) ? value : {};
  const own = {
    operationId: "getDoor",
    parameters: PARAMETERS,
    responses: { 200: { description: "ok" } },
    ...rest,
  };
  return { path: String(path), method: String(method), text: JSON.stringify(own) };
}

function operationWith(at: string, schema: string): OperationText {
  const content = `{ content: { application/json: { schema: ${schema} } } }`;
  const part =
    at === "request"
      ? `requestBody: ${content}, responses: { "200": { description: ok } }`
      : `responses: { "200": ${content} }`;
  const text = `{ operationId: getDoor, parameters: ${JSON.stringify(PARAMETERS)}, ${part} }`;
  return { path: PATH, method: "get", text };
}

function apiText(operations: readonly OperationText[]): string {
  const paths = [...new Set(operations.map(({ path }) => path))].map((path) => {
    const methods = operations.filter((operation) => operation.path === path);
    return `  ${JSON.stringify(path)}:\n${methods.map(({ method, text }) => `    ${method}: ${text}\n`).join("")}`;
  });
  return `openapi: 3.1.0
servers: [{ url: "{basePath}", variables: { basePath: { default: /_matrix/client/v3 } } }]
components:
  securitySchemes:
    bearer: { type: http, scheme: bearer }
    query: { type: apiKey, in: query, name: access_token }
  schemas:
    WithA: { type: object, required: [a], properties: { a: { type: string } } }
    Empty: { type: object }
paths: ${paths.length === 0 ? "{}" : `\n${paths.join("")}`}
`;
}

function eventText(content: string): string {
  return `type: object\nproperties:\n  type: { type: string, enum: [m.door] }\n  content: ${content}\n`;
}
