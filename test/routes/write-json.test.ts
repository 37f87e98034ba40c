/** `writeJson` of the routes' options: what it gives is the answer, piece by piece if it is a stream. */
import { expect, it } from "vitest";
import { createFetchHandler } from "../../generator/emit/runtime/fetch-handler.js";
import { MatrixHttpError } from "../../generator/emit/runtime/matrix-http-error.js";
import { API, type Handlers, type Route } from "../../generator/emit/runtime/route.js";

const route: Route = {
  api: "shop",
  operationId: "list",
  name: "list",
  method: "GET",
  path: "/list",
  responses: { 200: { "application/json": "json" } },
};

const list = (): object => ({ status: 200, body: [1, 2] });
const handlers: Handlers<unknown> & { readonly list: typeof list } = {
  [API]: { name: "shop", routes: [route] },
  list,
};

it("a stream is sent as JSON, and is left where only the head is asked for", async () => {
  let left = 0;
  const handle = createFetchHandler({
    handlers,
    writeJson: (body) => {
      const pieces = JSON.stringify(body).split("");
      return new ReadableStream<Uint8Array>({
        pull: (controller) => {
          const piece = pieces.shift();
          if (piece === undefined) controller.close();
          else controller.enqueue(new TextEncoder().encode(piece));
        },
        cancel: () => {
          left++;
        },
      });
    },
  });
  const answer = await handle(new Request("http://a/list"));
  expect([answer.headers.get("content-type"), await answer.json()]).toEqual(["application/json", [1, 2]]);
  expect(left).toBe(0);
  const head = await handle(new Request("http://a/list", { method: "HEAD" }));
  expect([head.status, await head.text(), left]).toEqual([200, "", 1]);
});

it("what cannot be written at the moment is answered as what a handler throws", async () => {
  const handle = createFetchHandler({
    handlers,
    writeJson: async () => {
      throw new MatrixHttpError(503, "M_UNKNOWN", "Later");
    },
  });
  const answer = await handle(new Request("http://a/list"));
  expect([answer.status, await answer.json()]).toEqual([503, { errcode: "M_UNKNOWN", error: "Later" }]);
});
