/** Whatever a schema's author calls things and writes into them, it stays data: nothing of it runs, and what is emitted compiles. */
import path from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { compile } from "./support/compile.js";
import { type Emitted, emit, writeFolder } from "./support/emit.js";

const RUN = "globalThis.injected = true";
/** Each would run, or break the code around it, where it got into code unquoted. */
const TEXTS: readonly string[] = [
  `"; ${RUN}; "`,
  `'; ${RUN}; '`,
  `\`; ${RUN}; \``,
  `\${${RUN}}`,
  `\\"; ${RUN}; //`,
  `\\`,
  `\\\\"; ${RUN}; //`,
  `*/ ${RUN}; /*`,
  `\n${RUN}\n`,
  `\r\n${RUN}\r\n`,
  `\u2028${RUN}\u2029`,
  `]; ${RUN}; [`,
  `}); ${RUN}; ({`,
  `</script><script>${RUN}</script>`,
  `"+(${RUN})+"`,
  "0",
  '"1"',
  "NAME",
  "err0",
  "vErrors",
  "data0",
  "schema1.properties",
  "$1",
  "$&",
  "$`",
  "constructor",
  "__proto__",
  "toString",
  "hasOwnProperty",
  "prototype",
  "then",
  "length",
  "default",
  "class",
  "await",
  "\u0000",
  "\u202e",
  "\ud83d\ude00",
  "\u0001",
  "",
  " ",
  "..",
  "@deprecated",
  "@type {any}",
  "é",
  "名前",
  "a b",
  "a-b",
  "1a",
  "#",
  "%41",
];

const described = (text: string, more: object = {}): object => ({
  title: text,
  description: `${text}\n@since ${text}`,
  "x-addedInMatrixVersion": text,
  ...more,
});
const map = (value: (text: string) => unknown): object =>
  Object.fromEntries(TEXTS.map((text) => [text, value(text)]));

function schema(): object {
  return described(TEXTS.join(" "), {
    type: "object",
    properties: {
      type: { type: "string" },
      content: described("*/", {
        type: "object",
        properties: map((text) => described(text, { type: "string", enum: [text, "other"] })),
        required: TEXTS.filter((_, index) => index % 3 === 0),
      }),
      constants: { type: "array", prefixItems: TEXTS.map((text) => ({ const: text })) },
      deep: { enum: TEXTS.map((text) => ({ [text]: [text] })) },
      patterns: {
        patternProperties: Object.fromEntries(
          TEXTS.map((text) => [`^${quote(text)}$`, { pattern: quote(text) }]),
        ),
      },
      closed: { type: "object", properties: map(() => ({})), additionalProperties: false },
      dependent: {
        dependentRequired: map((text) => [text]),
        dependentSchemas: map((text) => ({ required: [text] })),
      },
      referred: {
        type: "object",
        properties: Object.fromEntries(
          TEXTS.map((text, index) => [`p${index}`, { $ref: `#/$defs/${encode(text)}` }]),
        ),
      },
      formats: { type: "object", properties: map((text) => ({ type: "string", format: text })) },
      rest: { properties: map(() => ({})), patternProperties: { '^"x`$': {} }, unevaluatedProperties: false },
    },
    $defs: map((text) => described(text, { type: "object", properties: { [text]: { const: text } } })),
  });
}

function quote(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}

function encode(text: string): string {
  return encodeURIComponent(text.replaceAll("~", "~0").replaceAll("/", "~1"));
}

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
  await run(emit(writeFolder([["event-schemas/schema/m.evil.yaml", file(schema())]])));
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
          parameters: ["query", "header"].map((place) => ({
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
      emit: ["types", "validators", "routes", "client"],
    }),
  );
});
