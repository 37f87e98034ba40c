/** Finds every example of a release, with the schema that it is an example of. */
import { child, entries, isNode, type Release, type Value } from "./release.js";

export interface Example {
  /** Where the schema stands. */
  readonly file: string;
  readonly fragment: string;
  readonly value: Value;
  /** For the reader of a failure. */
  readonly what: string;
  /** The operation's body or response of which this is an example. */
  readonly part?: { readonly source: string; readonly part: string };
}

const METHODS = new Set(["get", "put", "post", "delete", "patch", "head", "options"]);
const JSON_TYPE = /^application\/([^;]*\+)?json/;

export function escapePointer(segment: string): string {
  return segment.replaceAll("~", "~0").replaceAll("/", "~1");
}

/** Examples of parameters, bodies and responses, and those inside the schemas of the documents and of all definitions. */
export function findExamples(release: Release): Example[] {
  const found = release.documents().flatMap((file) => documentExamples(release, file));
  for (const file of [...release.definitions(), ...release.eventSchemas()])
    found.push(...schemaExamples(release, file, release.read(file), ""));
  const unique = new Map(found.map((example) => [JSON.stringify([example.what, example.value]), example]));
  return [...unique.values()];
}

function documentExamples(release: Release, file: string): Example[] {
  const found: Example[] = [];
  for (const [path, item] of entries(child(release.read(file), "paths")))
    for (const [method, operation] of entries(item).filter(([name]) => METHODS.has(name))) {
      const source = `/paths/${escapePointer(path)}/${method}`;
      const examine = (node: Value | undefined, at: string, part?: string): void =>
        void found.push(
          ...describedExamples(
            release,
            file,
            node,
            at,
            part === undefined ? undefined : { source: `${file}#${source}`, part },
          ),
        );
      for (const [index, parameter] of listOf(child(operation, "parameters")).entries())
        examine(parameter, `${source}/parameters/${index}`);
      examine(child(operation, "requestBody"), `${source}/requestBody`, "requestBody");
      for (const [status, response] of entries(child(operation, "responses")))
        examine(response, `${source}/responses/${status}`, status.toUpperCase());
    }
  for (const [kind, parts] of entries(child(release.read(file), "components")))
    for (const [name, part] of entries(parts))
      found.push(
        ...(kind === "schemas"
          ? schemaExamples(release, file, part, `/components/schemas/${escapePointer(name)}`)
          : describedExamples(release, file, part, `/components/${kind}/${escapePointer(name)}`)),
      );
  return found;
}

/** Of a parameter, a body, a response, or a media type of it, in either dialect. */
function describedExamples(
  release: Release,
  from: string,
  described: Value | undefined,
  at: string,
  part?: Example["part"],
): Example[] {
  if (!isNode(described)) return [];
  if (typeof described.$ref === "string") {
    const to = release.target(from, described.$ref);
    return describedExamples(release, to.file, to.value, to.fragment, part);
  }
  const found: Example[] = [];
  const add = (value: Value, fragment: string, what: string): void =>
    void found.push({
      file: from,
      fragment,
      value: release.example(from, value),
      what: `${from}#${what}`,
      ...(part && { part }),
    });
  for (const [type, media] of entries(described.content)) {
    const where = `${at}/content/${escapePointer(type)}`;
    if (JSON_TYPE.test(type)) found.push(...describedExamples(release, from, media, where, part));
  }
  for (const [name, header] of entries(described.headers))
    found.push(...describedExamples(release, from, header, `${at}/headers/${escapePointer(name)}`));
  const swagger = described.schema === undefined && described.in !== undefined;
  const schema = swagger ? at : `${at}/schema`;
  if (described.schema !== undefined || swagger) {
    for (const key of ["example", "x-example"])
      if (described[key] !== undefined) add(described[key], schema, `${at}/${key}`);
    for (const [name, entry] of entries(described.examples)) {
      const example = release.follow(from, entry);
      if (JSON_TYPE.test(name)) add(entry, schema, `${at}/examples/${escapePointer(name)}`);
      else if (example.node.value !== undefined)
        found.push({
          file: from,
          fragment: schema,
          value: release.example(example.file, example.node.value),
          what: `${from}#${at}/examples/${name}`,
          ...(part && { part }),
        });
    }
    if (!swagger) found.push(...schemaExamples(release, from, described.schema, schema));
  }
  return found;
}

const SCHEMAS = new Set(["properties", "patternProperties", "$defs"]);

/** The examples that a schema and the schemas inside it give of themselves. */
function schemaExamples(release: Release, file: string, schema: Value | undefined, at: string): Example[] {
  if (!isNode(schema)) return [];
  const found: Example[] = [];
  if (schema.example !== undefined)
    found.push({
      file,
      fragment: at,
      value: release.example(file, schema.example),
      what: `${file}#${at}/example`,
    });
  for (const [key, value] of Object.entries(schema)) {
    const where = `${at}/${escapePointer(key)}`;
    if (SCHEMAS.has(key))
      for (const [name, item] of entries(value))
        found.push(...schemaExamples(release, file, item, `${where}/${escapePointer(name)}`));
    else if (["items", "additionalProperties"].includes(key))
      found.push(...schemaExamples(release, file, value, where));
    else if (["allOf", "anyOf", "oneOf"].includes(key))
      for (const [index, item] of listOf(value).entries())
        found.push(...schemaExamples(release, file, item, `${where}/${index}`));
  }
  return found;
}

function listOf(value: Value | undefined): Value[] {
  return Array.isArray(value) ? value : [];
}
