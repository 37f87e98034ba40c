/** Handlers of MSW, with a stand-in for the package: each answers its own operation as a server would, and leaves others alone. */
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { emit, temporaryFolder } from "../generator/support/emit.js";
import { copySchemas } from "../support/some-schemas.js";

const spec = temporaryFolder();
copySchemas(spec, ["api/client-server/knocking.yaml", "api/client-server/whoami.yaml"]);
const { folder } = emit(spec, { emit: ["msw"] });
const msw = path.join(folder, "node_modules/msw");
mkdirSync(msw, { recursive: true });
writeFileSync(path.join(msw, "package.json"), '{ "name": "msw", "type": "module", "exports": "./index.js" }');
writeFileSync(
  path.join(msw, "index.js"),
  `const made = (method) => (pattern, resolver) => ({ method, pattern, resolver });
export const http = Object.fromEntries(["all", "get", "post", "put", "delete"].map((method) => [method, made(method)]));
`,
);

interface Made {
  readonly method: string;
  readonly pattern: RegExp;
  readonly resolver: (info: { request: Request }) => Promise<Response | undefined>;
}
type Mock = (handlers: object, options?: object) => readonly Made[];
const { mockClientServer }: { readonly mockClientServer: Mock } = await import(
  pathToFileURL(path.join(folder, "msw/client-server.js")).href
);

/** As MSW does it: the first handler whose method and pattern fit. */
async function answer(handlers: readonly Made[], request: Request): Promise<[number, unknown] | undefined> {
  const address = request.url.replace(/[?#].*$/, "");
  const found = handlers.find(
    ({ method, pattern }) => method === request.method.toLowerCase() && pattern.test(address),
  );
  const response = await found?.resolver({ request });
  return response && [response.status, await response.json()];
}

const url = "https://a.example/_matrix/client/v3";
const headers = { authorization: "Bearer t" };
const knock = (room: string, init: RequestInit = {}): Request =>
  new Request(`${url}/knock/${encodeURIComponent(room)}?via=a.example`, {
    method: "POST",
    headers,
    body: "{}",
    ...init,
  });

const handlers = {
  knockRoom: ({
    path,
    query,
    auth,
  }: {
    path: { roomIdOrAlias: string };
    query: { via?: string[] };
    auth: unknown;
  }) => ({
    status: 200,
    body: { room_id: `!${path.roomIdOrAlias.slice(1)}`, seen: [query.via, auth] },
  }),
};

test("a handler is called with what the request says, and its answer is sent", async () => {
  const made = mockClientServer(handlers, { authenticate: () => "me" });
  expect(made).toHaveLength(1);
  expect(await answer(made, knock("#a/b:c"))).toEqual([
    200,
    { room_id: "!a/b:c", seen: [["a.example"], "me"] },
  ]);
});

test("requests and answers are checked as by a server", async () => {
  const made = mockClientServer(handlers, { authenticate: () => "me" });
  expect(await answer(made, knock("#a:b", { body: "{" }))).toMatchObject([400, { errcode: "M_NOT_JSON" }]);
  expect(await answer(made, knock("#a:b", { headers: {} }))).toMatchObject([
    401,
    { errcode: "M_MISSING_TOKEN" },
  ]);
  const wrong = { knockRoom: () => ({ status: 200, body: { room_id: 1 } }) };
  const silent = { authenticate: () => "me", validateResponses: true, onError: () => {} };
  expect(await answer(mockClientServer(wrong, silent), knock("#a:b"))).toMatchObject([500, {}]);
});

test("other operations, other places and other methods are left alone", async () => {
  const made = mockClientServer(handlers, { baseUrl: "https://a.example/", authenticate: () => "me" });
  expect(await answer(made, knock("#a:b"))).toMatchObject([200, {}]);
  expect(await answer(made, new Request(`${url}/account/whoami`, { headers }))).toBeUndefined();
  expect(
    await answer(
      made,
      new Request(knock("#a:b").url.replace("a.example/_", "b.example/_"), { method: "POST" }),
    ),
  ).toBeUndefined();
  expect(await answer(made, new Request(knock("#a:b").url))).toBeUndefined();
  expect(mockClientServer({})).toEqual([]);
});
