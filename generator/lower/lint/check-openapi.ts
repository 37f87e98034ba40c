/** Demands on a description beside its schemas, and fields that a version does not know yet. */
import { get, getArray, getEntries, getString, isObject, type Json, type JsonObject } from "../../json.js";
import { openApiMinor } from "../../load/version.js";
import { pointer } from "../../pointer.js";
import type { SchemaContext } from "../context.js";
import { isKnownDialect } from "../meta-schema.js";
import { oddPath } from "./odd-path.js";

/** Of Swagger 2.0, which has no variables in it. */
function oddBasePath(base: string): string | undefined {
  if (base.includes("{")) return `${base} holds a brace; a basePath has no variables`;
  if (/^[a-z][a-z\d+.-]*:\/\//i.test(base)) return `${base} is a whole address; a basePath is its path alone`;
  return base === "" || base.startsWith("/")
    ? oddPath(base)
    : `${base} must begin with a slash, and is read as if it did`;
}

/** Of Swagger 2.0: only the path of a server counts here, so that one in its host would be lost. */
function oddHost(host: string): string | undefined {
  return /^[^\s/?#@{}]+$/.test(host) ? undefined : `${host} is not a host: it has a name and maybe a port`;
}

type Report = (at: string, message: string) => void;

function reporter({ diagnostics, file }: SchemaContext): Report {
  return (at, message) => diagnostics.report("lower/invalid-description", message, { file, pointer: at });
}

/** Of both Swagger and OpenAPI. */
export function checkDescription(document: JsonObject, context: SchemaContext): void {
  const report = reporter(context);
  if (context.dialect === "swagger-2") {
    checkText(document, "basePath", oddBasePath, report);
    checkText(document, "host", oddHost, report);
  }
  checkTagNames(getArray(document, "tags"), report);
  for (const [path, _item] of getEntries(document, "paths")) {
    const at = `/paths${pointer(path)}`;
    const odd = oddPath(path);
    if (odd !== undefined) report(at, odd);
  }
}

/** A field whose text may be odd in some way. */
function checkText(
  document: JsonObject,
  field: string,
  oddity: (text: string) => string | undefined,
  report: Report,
): void {
  const text = getString(document, field);
  const odd = text === undefined ? undefined : oddity(text);
  if (odd !== undefined) report(`/${field}`, odd);
}

function checkTagNames(tags: readonly Json[], report: Report): void {
  const known = new Set<string>();
  for (const [index, tag] of tags.entries()) {
    const name = getString(tag, "name");
    if (name === undefined) continue;
    if (known.has(name)) report(`/tags/${index}`, `the tag ${name} is there twice`);
    known.add(name);
  }
}

export function checkOpenApi(document: JsonObject, context: SchemaContext): void {
  const report = reporter(context);
  for (const [path, item] of getEntries(document, "paths")) {
    const at = `/paths${pointer(path)}`;
    if ((openApiMinor(context.dialect) ?? 0) >= 2) continue;
    for (const key of ["query", "additionalOperations"])
      if (isObject(get(item, key)))
        report(`${at}/${key}`, `${key} of a path came with OpenAPI 3.2; it is read all the same`);
  }
  checkTags(getArray(document, "tags"), report);
  checkServerNames(getArray(document, "servers"), report);
  const dialect = getString(document, "jsonSchemaDialect");
  if (dialect !== undefined && !isKnownDialect(dialect))
    context.diagnostics.report("lower/unknown-dialect", `${dialect} is not a dialect that is read`, {
      file: context.file,
      pointer: "/jsonSchemaDialect",
    });
}

/** A server may have a name, by which others know it (OpenAPI 3.2.0, Server Object). */
function checkServerNames(servers: readonly Json[], report: Report): void {
  const known = new Set<string>();
  for (const [index, server] of servers.entries()) {
    const name = getString(server, "name");
    if (name === undefined) continue;
    if (known.has(name)) report(`/servers/${index}/name`, `another server is called ${name} as well`);
    known.add(name);
  }
}

/** A tag may name a parent (OpenAPI 3.2.0, Tag Object). */
function checkTags(tags: readonly Json[], report: Report): void {
  const parents = new Map(tags.map((tag) => [getString(tag, "name"), getString(tag, "parent")] as const));
  for (const [index, tag] of tags.entries()) {
    const parent = getString(tag, "parent");
    if (parent === undefined) continue;
    if (!parents.has(parent)) {
      report(`/tags/${index}/parent`, `no tag is called ${parent}`);
      continue;
    }
    const name = getString(tag, "name");
    const seen = new Set<string>();
    let above: string | undefined = parent;
    while (above !== undefined && above !== name && !seen.has(above)) {
      seen.add(above);
      above = parents.get(above);
    }
    if (above !== undefined && above === name)
      report(`/tags/${index}/parent`, `the parents of ${above} lead in a circle back to it`);
  }
}
