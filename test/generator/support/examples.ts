/** Finds every example of a release, with the schema that it is an example of. */
import { child, entries, isNode, type Node, type Release, type Value } from "./release.js";

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
  const document = release.read(file);
  const operations = entries(child(document, "paths")).flatMap(([path, item]) =>
    entries(item)
      .filter(([method]) => METHODS.has(method))
      .flatMap(([method, operation]) =>
        operationExamples(release, file, operation, `/paths/${escapePointer(path)}/${method}`),
      ),
  );
  const components = entries(child(document, "components")).flatMap(([kind, parts]) =>
    entries(parts).flatMap(([name, part]) => {
      const at = `/components/${kind}/${escapePointer(name)}`;
      return kind === "schemas"
        ? schemaExamples(release, file, part, at)
        : describedExamples(release, file, part, at);
    }),
  );
  return [...operations, ...components];
}

function operationExamples(release: Release, file: string, operation: Value, at: string): Example[] {
  const examples = (node: Value | undefined, below: string, part?: string): Example[] =>
    describedExamples(
      release,
      file,
      node,
      `${at}/${below}`,
      part === undefined ? undefined : { source: `${file}#${at}`, part },
    );
  return [
    ...listOf(child(operation, "parameters")).flatMap((parameter, index) =>
      examples(parameter, `parameters/${index}`),
    ),
    ...examples(child(operation, "requestBody"), "requestBody", "requestBody"),
    ...entries(child(operation, "responses")).flatMap(([status, response]) =>
      examples(response, `responses/${status}`, status.toUpperCase()),
    ),
  ];
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
  const inside = [
    ...entries(described.content)
      .filter(([type]) => JSON_TYPE.test(type))
      .flatMap(([type, media]) =>
        describedExamples(release, from, media, `${at}/content/${escapePointer(type)}`, part),
      ),
    ...entries(described.headers).flatMap(([name, header]) =>
      describedExamples(release, from, header, `${at}/headers/${escapePointer(name)}`),
    ),
  ];
  // A parameter of Swagger 2.0 is its own schema.
  const swagger = described.schema === undefined && described.in !== undefined;
  if (swagger) return [...inside, ...givenExamples(release, from, described, at, at, part)];
  if (described.schema === undefined) return inside;
  const schema = `${at}/schema`;
  return [
    ...inside,
    ...givenExamples(release, from, described, at, schema, part),
    ...schemaExamples(release, from, described.schema, schema),
  ];
}

/** Those under `example` and `examples`, which are beside a schema or, by media type, in a response of Swagger 2.0. */
function givenExamples(
  release: Release,
  from: string,
  described: Node,
  at: string,
  schema: string,
  part: Example["part"],
): Example[] {
  const example = (file: string, value: Value, below: string): Example => ({
    file: from,
    fragment: schema,
    value: release.example(file, value),
    what: `${from}#${at}/${below}`,
    ...(part && { part }),
  });
  const single = ["example", "x-example"].flatMap((key) => {
    const value = described[key];
    return value === undefined ? [] : [example(from, value, key)];
  });
  const several = entries(described.examples).flatMap(([name, entry]) => {
    if (JSON_TYPE.test(name)) return [example(from, entry, `examples/${escapePointer(name)}`)];
    const { file, node } = release.follow(from, entry);
    return node.value === undefined ? [] : [example(file, node.value, `examples/${name}`)];
  });
  return [...single, ...several];
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
