/** Every operation of upstream's releases, from client to handler, through what is emitted for them. */
import path from "node:path";
import { describe, expect, test } from "vitest";
import type { FetchHandler } from "../../generator/emit/runtime/fetch-handler.js";
import { howToRead } from "../../generator/emit/runtime/read-parts.js";
import type { Route } from "../../generator/emit/runtime/route.js";
import { shared } from "../support/shared.js";
import { emitEverything, importLines } from "./support/bundle.js";
import { sampleHeaders, samplePath } from "./support/samples.js";

/** Operations as counted in upstream's files. */
const RELEASES = { "v1.1": 203, "v1.7": 218, "v1.16": undefined, "v1.19": 235 } as const;
const APIS = ["application-service", "client-server", "identity", "push-gateway", "server-server"];

const folder = shared("matrix-spec");

// Shown as skipped without upstream's files beside the project.
if (folder === undefined) test.skip("needs upstream's releases", () => {});

describe.each(folder === undefined ? [] : Object.entries(RELEASES))("%s", async (release, count) => {
  const { folder: output, files } = emitEverything(path.join(folder ?? "", release, "data"));
  const apis = APIS.filter((api) => files.has(`routes/${api}.js`));
  const given = await importLines(output, [
    'import { createFetchHandler } from "./runtime/fetch-handler.js";',
    'import { mount } from "./runtime/mount.js";',
    ...apis.map((api, index) => `import * as api${index} from "./routes/${api}.js";`),
    `const all = [${apis.map((_, index) => `api${index}`).join(", ")}];`,
    // A status of which nothing is known, so that operations that give bytes may answer too.
    "const answer = ({ operation }) => ({ status: 599, body: { name: operation.name, api: operation.api } });",
    "const written = ({ routes, unimplemented }) => ({ ...unimplemented, ...Object.fromEntries(routes.map(({ name }) => [name, answer])) });",
    "export const routes = all.map((api) => api.routes);",
    "export const handlers = all.map((api) => createFetchHandler({ handlers: written(api), authenticate: () => 1, validateResponses: false }));",
    "export const together = createFetchHandler({ apis: all.map((api) => mount({ handlers: api.unimplemented })) });",
  ]);
  const routes = given.routes as readonly (readonly Route[])[];
  const handlers = given.handlers as readonly FetchHandler[];
  const together = given.together as FetchHandler;

  test("has every operation", () => {
    const total = routes.flat().length;
    expect(total).toBe(count ?? total);
    expect(total).toBeGreaterThan(200);
  });

  test("takes an upload of any type as bytes", async () => {
    const route = routes.flat().find(({ name }) => name === "uploadContent");
    const { clients } = await importLines(output, ['export * as clients from "./client/client-server.js";']);
    const create = Reflect.get(clients as object, "createClientServerClient");
    const bytes = new Uint8Array([1, 2, 255]);
    const sent: unknown[] = [];
    const client = create({
      baseUrl: "http://a",
      token: "t",
      fetch: async (_url: string, init: RequestInit) => {
        sent.push(init.body);
        return Response.json({ content_uri: "mxc://a/b" });
      },
    });
    await client.uploadContent({ headers: { "content-type": "image/png" }, body: bytes });
    expect(sent).toEqual([bytes]);
    expect(howToRead(route?.body ?? {}, "image/png")).toBe("bytes");
  });

  test("finds every operation", async () => {
    const lost: string[] = [];
    for (const [index, api] of routes.entries())
      for (const route of api) {
        const init = { method: route.method, headers: sampleHeaders(route) };
        const answer = await handlers[index]?.(new Request(`http://a${samplePath(route)}`, init));
        const body: { name?: string; errcode?: string } = await answer?.json();
        const found =
          body.name === route.name ||
          /^M_(?:MISSING_PARAM|INVALID_PARAM|NOT_JSON|BAD_JSON)$/.test(body.errcode ?? "");
        // Upstream's twins: without a body or a query, the first of the two is meant.
        if (!found && !/^(?:getEvents|peekEvents)$/.test(body.name ?? ""))
          lost.push(`${route.operationId}: ${JSON.stringify(body)}`);
      }
    expect(lost).toEqual([]);
  });

  test("has nothing until it is written", async () => {
    for (const route of routes.flat()) {
      const answer = await together(new Request(`http://a${samplePath(route)}`, { method: route.method }));
      expect([answer.status, (await answer.json()).errcode]).toEqual([404, "M_UNRECOGNIZED"]);
    }
  });
});
