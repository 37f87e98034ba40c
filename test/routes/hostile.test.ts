/** A specification whose author would like to write code of their own into what is emitted. */
import path from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import type { FetchHandler } from "../../generator/emit/runtime/fetch-handler.js";
import type { Route } from "../../generator/emit/runtime/route.js";
import { writeFolder } from "../generator/support/emit.js";
import { problemsOf, programOf } from "../support/compiler.js";
import { STRICT } from "../support/type-check.js";
import { emitEverything, importLines } from "./support/bundle.js";

// biome-ignore lint/suspicious/noTemplateCurlyInString: it is meant to look like code.
const EVIL = '"; globalThis.pwned = 1; //\u2028 `${globalThis.pwned = 2}` \\" */ globalThis.pwned = 3; /*';
const text = { type: "string" };

interface Odd {
  readonly operationId: string;
  readonly parameters?: readonly string[];
  readonly more?: object;
}

/** Operations by path. */
const ODD: Readonly<Record<string, Odd>> = {
  "/proto/{__proto__}": { operationId: "__proto__", parameters: ["__proto__"] },
  "/constructor/{constructor}": { operationId: "constructor", parameters: ["constructor"] },
  "/then": { operationId: "then" },
  "/delete": { operationId: "delete" },
  "/routes": { operationId: "routes" },
  "/call": { operationId: "call" },
  "/maker": { operationId: "createOddClient" },
  "/unimplemented": { operationId: "unimplemented" },
  [`/${EVIL}/x`]: { operationId: "evilPath" },
  "/quote'\"\n/{a}-{b}.txt": { operationId: "pieces", parameters: ["a", "b"] },
  "/evil": {
    operationId: `evil ${EVIL}`,
    more: {
      summary: EVIL,
      description: EVIL,
      security: [{ [EVIL]: [] }],
      requestBody: {
        content: { [EVIL]: { schema: text }, ["__proto__"]: { schema: text }, constructor: { schema: text } },
      },
    },
  },
};

function documentOf(odd: typeof ODD): string {
  const paths = Object.fromEntries(
    Object.entries(odd).map(([route, { operationId, parameters = [], more = {} }]) => [
      route,
      {
        post: {
          operationId,
          parameters: parameters.map((name) => ({ in: "path", name, required: true, schema: text })),
          responses: {
            200: {
              description: EVIL,
              headers: { [EVIL]: { schema: text } },
              content: { "application/json": { schema: { type: "object" } } },
            },
          },
          ...more,
        },
      },
    ]),
  );
  return JSON.stringify({ openapi: "3.1.0", info: { title: EVIL, version: "1" }, paths });
}

const { folder, files } = emitEverything(writeFolder([["api/odd/odd.yaml", documentOf(ODD)]]));

test("what is emitted compiles", () => {
  const sources = [...files.keys()]
    .filter((name) => name.endsWith(".ts"))
    .map((name) => path.join(folder, name));
  const program = programOf(sources, { ...STRICT, isolatedDeclarations: true, declaration: true });
  const problems = problemsOf(program);
  expect(problems.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, " "))).toEqual([]);
});

test("what is emitted runs, and does what it should", async () => {
  const given = await importLines(folder, [
    'import { routes, unimplemented } from "./routes/odd.js";',
    'import { createFetchHandler } from "./runtime/fetch-handler.js";',
    'import { createOddClient } from "./client/odd.js";',
    "const echo = ({ path, operation }) => ({ status: 200, body: { path, id: operation.operationId } });",
    "const handlers = { ...unimplemented, ...Object.fromEntries(routes.map(({ name }) => [name, echo])) };",
    "export { routes };",
    "export const handle = createFetchHandler({ handlers, authenticate: () => 1 });",
    'export const client = createOddClient({ baseUrl: "http://a", token: "t", fetch: (url, init) => handle(new Request(url, init)) });',
  ]);
  expect(Reflect.get(globalThis, "pwned")).toBeUndefined();
  const routes = given.routes as readonly Route[];
  const plain = routes.map(({ name }) => name).filter((name) => !name.startsWith("evilGlobalThis"));
  const expected =
    "call constructor$ createOddClient$ delete$ evilPath pieces proto routes$ then$ unimplemented$";
  expect(plain.sort()).toEqual(expected.split(" "));
  const handle = given.handle as FetchHandler;
  const ask = async (target: string): Promise<unknown> =>
    (await handle(new Request(`http://a${target}`, { method: "POST" }))).json();
  expect(await ask("/proto/x")).toMatchObject({ id: "__proto__" });
  expect(JSON.stringify(await ask("/proto/x"))).toContain('"path":{"__proto__":"x"}');
  expect(await ask("/constructor/x")).toEqual({ id: "constructor", path: { constructor: "x" } });
  expect(await ask(`/${encodeURIComponent("quote'\"\n")}/one-two.txt`)).toMatchObject({
    path: { a: "one", b: "two" },
  });
  const client = given.client as Readonly<Record<string, (request: object) => Promise<{ body: unknown }>>>;
  expect(await client.delete$?.({})).toMatchObject({ body: { id: "delete" } });
  expect(
    await client.pieces?.({ path: { a: "1", b: "2" } }).catch((error: unknown) => String(error)),
  ).toBeDefined();
});
