/** Credentials by the names of schemes, as strangers send them. */
import { expect, test } from "vitest";
import { createFetchHandler } from "../../generator/emit/runtime/fetch-handler.js";
import { findNamed } from "../../generator/emit/runtime/find-named.js";
import type { Requirement } from "../../generator/emit/runtime/requirement.js";
import { API, type Handlers, type Route } from "../../generator/emit/runtime/route.js";

const LOGIN: Requirement = [{ name: "login", in: "authorization", key: "Basic" }];
const KEY: Requirement = [
  { name: "key", in: "query", key: "key" },
  { name: "jar", in: "cookie", key: "jar" },
];
const route: Route = {
  api: "shop",
  operationId: "buy",
  name: "buy",
  method: "GET",
  path: "/buy",
  responses: { 200: {} },
  requirements: [LOGIN, KEY],
  findCredentials: findNamed,
  credentialKeys: ["key"],
};

async function ask(
  target: string,
  headers: Record<string, string>,
  more: Partial<Route> = {},
): Promise<readonly [number, unknown]> {
  let seen: unknown = "not reached";
  const buy = ({ auth }: { auth: unknown }): object => {
    seen = auth;
    return { status: 200 };
  };
  const handlers: Handlers<unknown> & { readonly buy: typeof buy } = {
    [API]: { name: "shop", routes: [{ ...route, ...more }] },
    buy,
  };
  const handle = createFetchHandler({
    handlers,
    authenticate: (credential) => (credential.scheme === "named" ? credential.credentials : "another"),
  });
  const answer = await handle(new Request(`http://a${target}`, { headers }));
  return [answer.status, seen];
}

test.each<[string, Record<string, string>, number, unknown]>([
  ["/buy", { authorization: "basic YTpi" }, 200, { login: { username: "a", password: "b" } }],
  ["/buy", { authorization: "Basic  YTo6 " }, 200, { login: { username: "a", password: ":" } }],
  ["/buy?key=1", { cookie: "x=1; jar=2" }, 200, { key: "1", jar: "2" }],
  ["/buy", {}, 401, "not reached"],
  ["/buy", { authorization: "Basic" }, 401, "not reached"],
  ["/buy", { authorization: "Basic !!!" }, 401, "not reached"],
  ["/buy", { authorization: "Basic YWI=" }, 401, "not reached"],
  ["/buy", { authorization: "Basic /zo=" }, 401, "not reached"],
  ["/buy", { authorization: "Bearer YTpi" }, 401, "not reached"],
  ["/buy?key=1", {}, 401, "not reached"],
  ["/buy?key=1", { cookie: "x=1; ".repeat(2000) }, 400, "not reached"],
])("%s with %j", async (target, headers, status, seen) => {
  expect(await ask(target, headers)).toEqual([status, seen]);
});

test("a request without credentials is let through where that is enough", async () => {
  expect(await ask("/buy", {}, { anonymous: true })).toEqual([200, undefined]);
});
