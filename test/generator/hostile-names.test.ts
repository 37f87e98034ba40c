/** Whatever a schema's author calls things and writes into them, it stays data: nothing of it runs, and what is emitted compiles. */
import path from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { compile } from "./support/compile.js";
import { type Emitted, emit, writeFolder } from "./support/emit.js";
import { described, hostileSchema, map, RUN, TEXTS } from "./support/hostile.js";

/** Names that a header can have (RFC 9110, section 5.6.2); the others are refused. */
const TOKEN = /^[!#$%&'*+.^_`|~\dA-Za-z-]+$/;

/** JSON is YAML. */
const file = (value: unknown): string => JSON.stringify(value);

async function run(emitted: Emitted): Promise<void> {
  const errors = emitted.diagnostics.all.filter(({ severity }) => severity === "error");
  expect(errors).toEqual([]);
  for (const { path: name } of emitted.files.filter(({ path: name }) => name.endsWith(".js"))) {
    const exported: object = await import(pathToFileURL(path.join(emitted.folder, name)).href);
    for (const [key, value] of Object.entries(exported))
      if (typeof value === "function" && name.startsWith("validators/"))
        for (const data of [
          null,
          {},
          [],
          "",
          map((text) => text),
          {
            content: map((text) => text),
            closed: map((text) => text),
            dependent: map((text) => text),
            rest: map(() => 1),
          },
        ])
          expect(`${key}: ${typeof value(data)}`).toMatch(/: (boolean|object)$/);
  }
  expect(Reflect.has(globalThis, "injected")).toBe(false);
  const sources = emitted.files.filter(({ path: name }) => name.endsWith(".ts"));
  expect(compile(sources.map(({ path: name }) => path.join(emitted.folder, name)))).toEqual([]);
}

test("in schemas", async () => {
  await run(emit(writeFolder([["event-schemas/schema/m.evil.yaml", file(hostileSchema())]])));
});

test("in file names and sub-types", async () => {
  const names = TEXTS.filter((text) => text !== "" && !/[/\0]|\.\./.test(text) && text.length < 60);
  const files = names.map(
    (text, index) =>
      [
        `event-schemas/schema/m.n${index}${text}$${text}.yaml`,
        file(
          described(text, {
            type: "object",
            properties: { content: { type: "object", properties: { msgtype: { enum: [text] } } } },
          }),
        ),
      ] as const,
  );
  await run(emit(writeFolder(files)));
});

test("in operations", async () => {
  const paths = Object.fromEntries(
    TEXTS.map((text, index) => [
      `/${index}/${text}`,
      {
        put: {
          operationId: `o${index} ${text}`,
          summary: text,
          description: text,
          tags: [text],
          security: [{ [text]: [] }],
          parameters: ["query", ...(TOKEN.test(text) ? ["header"] : [])].map((place) => ({
            in: place,
            name: text,
            description: text,
            schema: { enum: [text] },
          })),
          requestBody: {
            description: text,
            content: {
              [`text/${text}`]: { schema: { type: "object" } },
              "application/json": { schema: { enum: [text] } },
            },
          },
          responses: {
            200: {
              description: text,
              headers: { [text]: { description: text, schema: { type: "string" } } },
              content: { "application/json": { schema: { const: text } } },
            },
          },
        },
      },
    ]),
  );
  const document = {
    openapi: "3.1.0",
    info: { title: "*/", version: '"' },
    servers: [{ url: `https://example.org/"\`\${${RUN}}` }],
    paths,
  };
  await run(
    emit(writeFolder([["api/evil/a.yaml", file(document)]]), {
      emit: ["types", "validators", "routes", "client", "inspect"],
    }),
  );
});

test("in the names of folders", async () => {
  // With a number of its own at either end, since two folders that make one module are refused.
  const numbered = [...TEXTS, "a#b", "a?b", "a%62", "a b"].flatMap((text, at) => [
    `n${at}${text}`,
    `${text}m${at}`,
  ]);
  const names = [...numbered, "con", "NUL", "com1", "v1.2"];
  const folders = names.filter((text) => !/[/\0]|\.\./.test(text) && text.length < 60);
  const files = folders.map((folder, index) => {
    const content = { "application/json": { schema: { type: "object", title: folder } } };
    const put = {
      operationId: `op${index}`,
      requestBody: { content },
      responses: { 200: { description: "d" } },
    };
    const document = {
      openapi: "3.1.0",
      info: { title: "t", version: "1" },
      paths: { [`/${index}`]: { put } },
    };
    return [`api/${folder}/a.yaml`, file(document)] as const;
  });
  const emitted = emit(writeFolder(files), {
    emit: ["types", "validators", "routes", "client", "inspect"],
  });
  await run(emitted);
  const written = emitted.files.map(({ path: name }) => name);
  expect(written.filter((name) => /[^\p{L}\p{N}\p{M}._/-]|\/(?:con|nul|com\d)\./iu.test(`/${name}`))).toEqual(
    [],
  );
  expect(written).toContain("v1.2.ts");
});

test("members and words that are called like a type of ours import nothing", () => {
  const schema = {
    description: "An EventId, or a RoomId.",
    type: "object",
    properties: { EventId: { type: "string" }, by: { const: "UserId", title: "Status4XX" } },
    required: ["EventId"],
  };
  const responses = { 200: { description: "d", content: { "application/json": { schema } } } };
  const document = {
    openapi: "3.1.0",
    info: { title: "t", version: "1" },
    paths: { "/a": { get: { operationId: "ask", responses } } },
  };
  const { files } = emit(writeFolder([["a.json", file(document)]]), { emit: ["types"] });
  expect(files.find(({ path }) => path === "a.ts")?.text).not.toContain("import");
});

test("definitions that are called what parts of a document are called", async () => {
  const names = ["schema", "schemas", "components", "properties", "definitions", "$defs"];
  const schemas = Object.fromEntries(
    names.map((name) => [name, { type: "object", properties: { [name]: { type: "string" } } }]),
  );
  const properties = Object.fromEntries(
    names.map((name) => [name, { $ref: `#/components/schemas/${name}` }]),
  );
  const text = file({
    openapi: "3.1.0",
    info: { title: "Parts", version: "1" },
    paths: {
      "/parts": {
        get: {
          operationId: "getParts",
          responses: {
            200: {
              description: "Parts.",
              content: { "application/json": { schema: { type: "object", properties } } },
            },
          },
        },
      },
    },
    components: { schemas },
  });
  const emitted = emit(writeFolder([["api/parts/parts.yaml", text]]));
  await run(emitted);
  const types = emitted.files.find(({ path: name }) => name === "parts.ts")?.text ?? "";
  for (const name of ["Schema", "Schemas", "Components", "Properties", "Definitions", "Defs"])
    expect(types).toMatch(new RegExp(`^export (?:type|interface) ${name}\\b`, "m"));
});
