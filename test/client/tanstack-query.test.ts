/** Options of TanStack Query: its own client takes them, in types and when it runs. */
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import {
  type FetchQueryOptions,
  InfiniteQueryObserver,
  MutationObserver,
  QueryClient,
} from "@tanstack/query-core";
import { expect, test } from "vitest";
import { compile } from "../generator/support/compile.js";
import { emit, temporaryFolder } from "../generator/support/emit.js";
import { importLines } from "../routes/support/bundle.js";
import { copySchemas } from "../support/some-schemas.js";

const spec = temporaryFolder();
copySchemas(spec, [
  "api/client-server/knocking.yaml",
  "api/client-server/whoami.yaml",
  "api/client-server/list_public_rooms.yaml",
]);
const { folder } = emit(spec, { emit: ["tanstack-query"] });

/** Each request, and an answer for it. */
const requests: string[] = [];
const client = {
  getTokenOwner: async (_: unknown, { signal }: { signal?: AbortSignal } = {}) => {
    requests.push(`whoami ${signal instanceof AbortSignal}`);
    return { status: 200, body: { user_id: "@a:b" } };
  },
  knockRoom: async ({ path: { roomIdOrAlias } }: { path: { roomIdOrAlias: string } }) =>
    roomIdOrAlias === "#no:b"
      ? { status: 403, body: { errcode: "M_FORBIDDEN", error: "no" } }
      : { status: 200, body: { room_id: "!a:b" } },
  getPublicRooms: async (request: { query?: { since?: string } } = {}) => {
    requests.push(`rooms ${request.query?.since}`);
    return {
      status: 200,
      body: request.query?.since === "2" ? { chunk: [2] } : { chunk: [1], next_batch: "2" },
    };
  },
};

type Maker = (client: unknown, request?: unknown) => never;
const { whoami, knock, rooms } = (await importLines(folder, [
  'export { getTokenOwnerQuery as whoami, knockRoomMutation as knock, getPublicRoomsPages as rooms } from "./tanstack-query/client-server.js";',
])) as { readonly [name in "whoami" | "knock" | "rooms"]: Maker };

test("a query is asked once and kept under its key", async () => {
  const cache = new QueryClient();
  const options: FetchQueryOptions = whoami(client);
  expect(options.queryKey).toEqual(["client-server", "getTokenOwner"]);
  for (let asked = 0; asked < 2; asked++)
    expect(await cache.fetchQuery(Object.assign({ staleTime: 1e6 }, options))).toEqual({ user_id: "@a:b" });
  expect(requests.splice(0)).toEqual(["whoami true"]);
  expect(cache.getQueryData(["client-server", "getTokenOwner"])).toEqual({ user_id: "@a:b" });
});

test("a mutation gives the body of a success, and fails with what the server says", async () => {
  const observer = new MutationObserver<unknown, Error, unknown>(new QueryClient(), knock(client));
  expect(await observer.mutate({ path: { roomIdOrAlias: "#a:b" }, body: {} })).toEqual({ room_id: "!a:b" });
  await expect(observer.mutate({ path: { roomIdOrAlias: "#no:b" }, body: {} })).rejects.toMatchObject({
    status: 403,
    errcode: "M_FORBIDDEN",
  });
});

test("pages are turned until there is none", async () => {
  const observer = new InfiniteQueryObserver(new QueryClient(), rooms(client, { query: { limit: 1 } }));
  const first = await observer.fetchNextPage();
  const second = await observer.fetchNextPage();
  expect([first.hasNextPage, second.hasNextPage]).toEqual([true, false]);
  expect(second.data).toMatchObject({ pages: [{ chunk: [1] }, { chunk: [2] }] });
  expect(requests.splice(0)).toEqual(["rooms undefined", "rooms 2"]);
});

test("the types fit those of TanStack Query, and know request and body", () => {
  const program = `import { type FetchQueryOptions, InfiniteQueryObserver, MutationObserver, QueryClient } from "@tanstack/query-core";
import type { ClientServerClient } from "./client/client-server.js";
import { getPublicRoomsPages, getTokenOwnerQuery, knockRoomMutation } from "./tanstack-query/client-server.js";
declare const client: ClientServerClient;
const cache = new QueryClient();
export const owner: Promise<\`@\${string}:\${string}\`> = cache.fetchQuery(getTokenOwnerQuery(client)).then(({ user_id }) => user_id);
export const knocked: Promise<\`!\${string}\`> = new MutationObserver(cache, knockRoomMutation(client))
  .mutate({ path: { roomIdOrAlias: "#a:b" }, body: {} }).then(({ room_id }) => room_id);
new InfiniteQueryObserver(cache, getPublicRoomsPages(client, { query: { limit: 1 } }));
// @ts-expect-error: the room is missing
new MutationObserver(cache, knockRoomMutation(client)).mutate({ body: {} });
`;
  mkdirSync(path.join(folder, "node_modules"));
  symlinkSync(path.resolve("node_modules/@tanstack"), path.join(folder, "node_modules/@tanstack"));
  writeFileSync(path.join(folder, "program.ts"), program);
  expect(compile([path.join(folder, "program.ts")])).toEqual([]);
  expect(readFileSync(path.join(folder, "tanstack-query/client-server.js"), "utf8")).not.toContain(
    "@tanstack",
  );
});
