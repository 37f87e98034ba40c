/** `readJson` of the routes' options: bodies are read by it, and its refusals are answers. */
import { expect, it } from "vitest";
import { createFetchHandler } from "../../generator/emit/runtime/fetch-handler.js";
import { parseJson } from "../../generator/emit/runtime/json.js";
import { MatrixHttpError } from "../../generator/emit/runtime/matrix-http-error.js";
import { API, type Handlers, type Route } from "../../generator/emit/runtime/route.js";

const route: Route = {
  api: "shop",
  operationId: "say",
  name: "say",
  method: "POST",
  path: "/say",
  body: { "application/json": "json" },
  responses: { 200: { "application/json": "json" } },
};

const say = ({ body }: { body: unknown }): object => ({ status: 200, body: { body } });
const handlers: Handlers<unknown> & { readonly say: typeof say } = {
  [API]: { name: "shop", routes: [route] },
  say,
};

const handle = createFetchHandler({
  handlers,
  readJson: async (bytes) => {
    await new Promise((resolve) => setTimeout(resolve));
    if (bytes.length > 8) throw new MatrixHttpError(413, "M_TOO_LARGE", "Too much");
    return [parseJson(bytes)];
  },
});

it.each([
  ["[1]", 200, { body: [[1]] }],
  ["[1", 400, { errcode: "M_NOT_JSON", error: "The body is not JSON" }],
  ["[1, 2, 3, 4]", 413, { errcode: "M_TOO_LARGE", error: "Too much" }],
  ["", 200, {}],
] as const)("answers %j with %i", async (body, status, json) => {
  const answer = await handle(new Request("http://a/say", { method: "POST", body }));
  expect([answer.status, await answer.json()]).toEqual([status, json]);
});
