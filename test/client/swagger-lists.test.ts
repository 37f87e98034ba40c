/** Lists of Swagger 2.0 in each place and each format go from the client to a handler as they are. */
import { expect, test } from "vitest";
import type { AnyRequest } from "../../generator/emit/runtime/client.js";
import type { ClientOptions } from "../../generator/emit/runtime/client-options.js";
import { createFetchHandler } from "../../generator/emit/runtime/fetch-handler.js";
import { API, type Route } from "../../generator/emit/runtime/route.js";
import { writeFolder } from "../generator/support/emit.js";
import { emitEverything, importLines } from "../routes/support/bundle.js";

const FORMATS = ["csv", "ssv", "tsv", "pipes"] as const;

const list = (place: string, name: string, collectionFormat: string): object => ({
  in: place,
  name,
  type: "array",
  items: { type: "integer" },
  collectionFormat,
  ...(place === "path" && { required: true }),
});
const operation = (format: string): object => ({
  operationId: format,
  consumes: ["multipart/form-data"],
  parameters: [list("path", "ids", format), list("header", "X-Ids", format), list("formData", "ids", format)],
  responses: { 200: { description: "" } },
});
const document = {
  swagger: "2.0",
  info: { title: "Lists", version: "1" },
  paths: Object.fromEntries(FORMATS.map((format) => [`/${format}/{ids}`, { post: operation(format) }])),
};
const spec = writeFolder([["api/lists/all.yaml", JSON.stringify(document)]]);
const emitted = await importLines(emitEverything(spec).folder, [
  'export { routes } from "./routes/lists.js";',
  'export { createListsClient } from "./client/lists.js";',
]);
type Client = Readonly<Record<string, (request: AnyRequest) => Promise<{ status: number }>>>;
const { routes, createListsClient } = emitted as {
  readonly routes: readonly Route[];
  readonly createListsClient: (options: ClientOptions) => Client;
};

test.each([
  ["csv", "/csv/1,2", "1,2"],
  ["ssv", "/ssv/1%202", "1 2"],
  ["tsv", "/tsv/1%092", "1\t2"],
  ["pipes", "/pipes/1%7C2", "1|2"],
])("%s", async (format, path, text) => {
  let seen: Readonly<Record<string, unknown>> = {};
  const answer = (call: Readonly<Record<string, unknown>>): object => {
    seen = call;
    return { status: 200 };
  };
  const handlers = {
    [API]: { name: "lists", routes },
    ...Object.fromEntries(routes.map(({ name }) => [name, answer])),
  };
  const handle = createFetchHandler({ handlers });
  const sent: string[] = [];
  const client = createListsClient({
    baseUrl: "http://a",
    fetch: async (url, init) => {
      const request = new Request(url, init);
      sent.push(url.replace("http://a", ""), request.headers.get("x-ids") ?? "");
      sent.push(/name="ids"\r\n\r\n(.*)\r\n--/.exec(await request.clone().text())?.[1] ?? "");
      return handle(request);
    },
  });
  const request = { path: { ids: [1, 2] }, headers: { "x-ids": [1, 2] }, body: { ids: [1, 2] } };
  expect(await client[format]?.(request)).toMatchObject({ status: 200 });
  expect(sent).toEqual([path, text, text]);
  expect(seen).toMatchObject(request);
});
