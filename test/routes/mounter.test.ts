/** Operations mounted one by one: what their handlers take, and what they answer. */
import { createServerServerClient } from "@knockgen/matrix/client/server-server";
import { getTokenOwner } from "@knockgen/matrix/routes/client-server";
import { getVersion, makeKnock } from "@knockgen/matrix/routes/server-server";
import { createFetchHandler } from "@knockgen/matrix/runtime/fetch-handler";
import { MatrixHttpError } from "@knockgen/matrix/runtime/matrix-http-error";
import { createMounter } from "@knockgen/matrix/runtime/mount-operation";
import type { MakeKnockPath } from "@knockgen/matrix/server-server";
import { expect, expectTypeOf, test } from "vitest";

const on = createMounter(({ scheme }) =>
  scheme === "x-matrix" ? { origin: "visitor.example" } : new MatrixHttpError(401, "M_UNAUTHORIZED", "No"),
);

const handle = createFetchHandler({
  apis: [
    on(makeKnock, ({ path: place, query, auth }) => {
      expectTypeOf(place).toEqualTypeOf<MakeKnockPath>();
      expectTypeOf(auth).toEqualTypeOf<{ origin: string }>();
      return query.ver.includes("10")
        ? {
            status: 200,
            body: {
              room_version: "10",
              event: {
                type: "m.room.member",
                sender: place.userId,
                state_key: place.userId,
                origin: auth.origin,
                origin_server_ts: 1,
                content: { membership: "knock" },
              },
            },
          }
        : { status: 400, body: { errcode: "M_INCOMPATIBLE_ROOM_VERSION", error: "No", room_version: "10" } };
    }),
    on(getVersion, ({ auth }) => {
      expectTypeOf(auth).toEqualTypeOf<undefined>();
      return { status: 200, body: { server: { name: "knock" } } };
    }),
  ],
});

const client = createServerServerClient({
  baseUrl: "http://knock.example/",
  fetch: (url, init) => handle(new Request(url, init)),
  sign: () => 'X-Matrix origin="visitor.example",key="k",sig="s"',
  validateResponses: true,
});

const place = { roomId: "!room:knock.example", userId: "@ada:visitor.example" } as const;

test("a mounted operation is answered, with the checks of its request", async () => {
  expect(await client.getVersion({})).toMatchObject({ status: 200, body: { server: { name: "knock" } } });
  expect(await client.makeKnock({ path: place, query: { ver: ["10"] } })).toMatchObject({ status: 200 });
  const bad = await handle(
    new Request("http://knock.example/_matrix/federation/v1/make_knock/room/ada", {
      headers: { authorization: 'X-Matrix origin="visitor.example",key="k",sig="s"' },
    }),
  );
  expect(bad.status).toBe(400);
});

test("an operation that is not mounted does not exist", async () => {
  const answer = await client.makeJoin({ path: place, query: {} });
  expect(answer).toMatchObject({ status: 404, body: { errcode: "M_UNRECOGNIZED" } });
});

test("a handler answers as its operation does", () => {
  // @ts-expect-error: 418 is not among the statuses of this operation.
  on(getVersion, () => ({ status: 418, body: {} }));
  // @ts-expect-error: the user is missing.
  on(getTokenOwner, () => ({ status: 200, body: {} }));
});

test("without a way to tell callers apart, no credential is good", async () => {
  const alone = createFetchHandler({
    apis: [createMounter()(makeKnock, () => new MatrixHttpError(500, "X", ""))],
  });
  const { pathname } = new URL(
    `/_matrix/federation/v1/make_knock/${encodeURIComponent(place.roomId)}/${encodeURIComponent(place.userId)}`,
    "http://knock.example",
  );
  const answer = await alone(
    new Request(`http://knock.example${pathname}`, { headers: { authorization: 'X-Matrix origin="a"' } }),
  );
  expect(answer.status).toBe(401);
});
