/** Names in a path and its parameters that do not fit: what an address has is sent and read, and nothing is asked for that it has not. */
import { expect, test } from "vitest";
import type { AnyRequest } from "../../generator/emit/runtime/client.js";
import type { ClientOptions } from "../../generator/emit/runtime/client-options.js";
import { createFetchHandler } from "../../generator/emit/runtime/fetch-handler.js";
import { API, type Route } from "../../generator/emit/runtime/route.js";
import { emit, writeFolder } from "../generator/support/emit.js";
import { emitEverything, importLines } from "../routes/support/bundle.js";

const operation = (operationId: string, ...names: readonly string[]): object => ({
  get: {
    operationId,
    parameters: names.map((name) => ({ in: "path", name, required: true, schema: { type: "integer" } })),
    responses: { 200: { description: "d" } },
  },
});
const document = {
  openapi: "3.1.0",
  info: { title: "Doors", version: "1" },
  paths: {
    "/doors/{id}": operation("undescribed"),
    "/rooms/{id}": operation("otherwise", "ID"),
    "/doors": operation("nowhere", "id"),
    "/floors/{floor}/doors/{id}": operation("partly", "floor"),
  },
};
const spec = writeFolder([["api/doors/all.yaml", JSON.stringify(document)]]);
const { folder, files } = emitEverything(spec);
const { routes, createDoorsClient } = (await importLines(folder, [
  'export { routes } from "./routes/doors.js";',
  'export { createDoorsClient } from "./client/doors.js";',
])) as {
  readonly routes: readonly Route[];
  readonly createDoorsClient: (
    options: ClientOptions,
  ) => Readonly<Record<string, (request: AnyRequest) => Promise<{ status: number }>>>;
};

test.each([
  ["undescribed", { id: "a/b" }, "/doors/a%2Fb"],
  ["otherwise", { id: "a" }, "/rooms/a"],
  ["nowhere", undefined, "/doors"],
  ["partly", { floor: 1, id: "a" }, "/floors/1/doors/a"],
])("%s", async (name, given, address) => {
  let seen: unknown;
  const answer = (call: Readonly<Record<string, unknown>>): object => {
    seen = call.path;
    return { status: 200 };
  };
  const handlers = {
    [API]: { name: "doors", routes },
    ...Object.fromEntries(routes.map((route) => [route.name, answer])),
  };
  const handle = createFetchHandler({ handlers });
  const sent: string[] = [];
  const client = createDoorsClient({
    baseUrl: "http://a",
    fetch: (url, init) => {
      sent.push(url.replace("http://a", ""));
      return handle(new Request(url, init));
    },
  });
  expect(await client[name]?.(given === undefined ? {} : { path: given })).toMatchObject({ status: 200 });
  expect(sent).toEqual([address]);
  expect(seen ?? {}).toEqual(given ?? {});
});

test("types have the names of the address, and each that does not fit is told of", () => {
  const types = files.get("doors.ts") ?? files.get("doors.d.ts") ?? "";
  expect(types).toMatch(/UndescribedPath = \{\s+id: string;\s+\}/);
  expect(types).toMatch(/PartlyPath = \{\s+floor: number;\s+id: string;\s+\}/);
  expect(types).not.toMatch(/NowherePath|ID/);
  expect(emit(spec).diagnostics.all.map(({ code, message }) => `${code} ${message}`)).toEqual([
    "model/parameter-mismatch {id} of /doors/{id} is not among the parameters; it is read as text",
    "model/parameter-mismatch {id} of /rooms/{id} is not among the parameters; it is read as text",
    "model/parameter-mismatch the path parameter ID is not in /rooms/{id}; it is left out",
    "model/parameter-mismatch the path parameter id is not in /doors; it is left out",
    "model/parameter-mismatch {id} of /floors/{floor}/doors/{id} is not among the parameters; it is read as text",
  ]);
});
