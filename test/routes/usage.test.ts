/** A user's program, as a user writes it: the compiler judges these lines as much as the runner does. */
import { createServerServerClient } from "@knockgen/matrix/client/server-server";
import type { RoomId, UserId } from "@knockgen/matrix/matrix";
import {
  type ClientServerHandlers,
  unimplemented as noClientServer,
} from "@knockgen/matrix/routes/client-server";
import { type ServerServerHandlers, unimplemented } from "@knockgen/matrix/routes/server-server";
import type { Credential } from "@knockgen/matrix/runtime/credentials";
import { matrixRoutes } from "@knockgen/matrix/runtime/fastify";
import { createFetchHandler, type FetchHandler } from "@knockgen/matrix/runtime/fetch-handler";
import { MatrixHttpError } from "@knockgen/matrix/runtime/matrix-http-error";
import { mount } from "@knockgen/matrix/runtime/mount";
import type { MakeKnockPath, MakeKnockQuery } from "@knockgen/matrix/server-server";
import Fastify from "fastify";
import { expect, expectTypeOf, test } from "vitest";

interface Origin {
  readonly origin: string;
}

const handlers: ServerServerHandlers<Origin> = {
  ...unimplemented,
  makeKnock({ path, query, auth }) {
    expectTypeOf(path).toEqualTypeOf<MakeKnockPath>();
    expectTypeOf(query).toEqualTypeOf<MakeKnockQuery>();
    if (!query.ver.includes("10"))
      return {
        status: 400,
        body: { errcode: "M_INCOMPATIBLE_ROOM_VERSION", error: "No", room_version: "10" },
      };
    const event = {
      type: "m.room.member",
      sender: path.userId,
      state_key: path.userId,
      origin: auth.origin,
      origin_server_ts: 1,
      content: { membership: "knock" },
    };
    return { status: 200, body: { room_version: "10", event } };
  },
  async getEvent() {
    throw new MatrixHttpError(404, "M_NOT_FOUND", "No such event");
  },
  // @ts-expect-error: 418 is not among the statuses of this operation.
  getRoomState: () => ({ status: 418, body: {} }),
  // @ts-expect-error: the list of events is missing.
  getRoomStateIds: async () => ({ status: 200, body: { auth_chain_ids: [] } }),
};

const authenticate = async (credential: Credential): Promise<Origin | MatrixHttpError> =>
  credential.scheme === "x-matrix"
    ? { origin: "visitor.example" }
    : new MatrixHttpError(401, "M_UNAUTHORIZED", "Not signed");

const overFetch = (handle: FetchHandler) =>
  createServerServerClient({
    baseUrl: "http://knock.example/",
    fetch: (url, init) => handle(new Request(url, init)),
    sign: ({ method, uri }) => `X-Matrix origin="visitor.example",key="k",sig="${method} ${uri}"`,
    validateResponses: true,
  });

const roomId: RoomId = "!room:knock.example";
const userId: UserId = "@ada:visitor.example";

test("a client and a server meet", async () => {
  const federation = overFetch(createFetchHandler({ handlers, authenticate }));
  const answer = await federation.makeKnock({ path: { roomId, userId }, query: { ver: ["7", "10"] } });
  expectTypeOf(answer.status).toEqualTypeOf<200 | 400 | 403 | 404>();
  expect(answer.status).toBe(200);
  if (answer.status !== 200) return;
  expectTypeOf(answer.body.room_version).toEqualTypeOf<string>();
  expect(answer.body.event).toMatchObject({ sender: userId, origin: "visitor.example" });
  const refused = await federation.makeKnock({ path: { roomId, userId }, query: { ver: ["7"] } });
  expect(refused).toMatchObject({ status: 400, body: { room_version: "10" } });
});

test("Fastify takes the plugin with its options", async () => {
  const fastify = Fastify();
  await fastify.register(matrixRoutes, { handlers, authenticate });
  const target = `/_matrix/federation/v1/make_knock/${encodeURIComponent(roomId)}/${encodeURIComponent(userId)}`;
  const headers = { authorization: "X-Matrix origin=visitor.example" };
  const answer = await fastify.inject({ url: `${target}?ver=9&ver=10`, headers });
  expect(answer.json()).toMatchObject({ room_version: "10" });
  expect((await fastify.inject({ url: target, headers })).json()).toMatchObject({
    errcode: "M_MISSING_PARAM",
  });
  await fastify.close();
  // @ts-expect-error: these handlers want an origin, not a name.
  Fastify().register(matrixRoutes, { handlers, authenticate: () => ({ name: "ada" }) });
});

test("several APIs share a server, each with its own idea of who is calling", async () => {
  const users: ClientServerHandlers<{ readonly userId: UserId }> = {
    ...noClientServer,
    async getTokenOwner({ auth }) {
      return { status: 200, body: { user_id: auth.userId } };
    },
  };
  const handle = createFetchHandler({
    apis: [mount({ handlers: users, authenticate: () => ({ userId }) }), mount({ handlers, authenticate })],
  });
  const whoAmI = new Request("http://a/_matrix/client/v3/account/whoami", {
    headers: { authorization: "Bearer t" },
  });
  expect(await (await handle(whoAmI)).json()).toEqual({ user_id: userId });
  const event = await overFetch(handle)
    .getEvent({ path: { eventId: "$a" } })
    .catch((error: unknown) => error);
  expect(event).toMatchObject({ status: 404, errcode: "M_NOT_FOUND" });
  // @ts-expect-error: these handlers want a user, not an origin.
  mount({ handlers: users, authenticate });
});
