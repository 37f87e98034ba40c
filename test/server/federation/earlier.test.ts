/** Endpoints that servers of earlier releases call: version 1 of `send_join` and `send_leave`, and keys by ID. */
import { type JsonObject, type KeyPair, own, type RoomVersion } from "@knockgen/auth";
import { expect, it } from "vitest";
import { createFederationClient } from "../../../server/federation/calls/client.js";
import { Handshakes } from "../../../server/federation/calls/handshake.js";
import type { FederationRequest } from "../../../server/federation/transport/transport.js";
import { startPair } from "../support/pair.js";
import { outcome } from "../support/remote.js";

const { hs, fake, alice } = await startPair();

const called: string[] = [];

/** Handshakes of a server that does not know version 2. */
function oldHandshakes(): Handshakes {
  const unknown = { kind: "http", status: 404, errcode: "M_UNRECOGNIZED", message: "", body: {} } as const;
  const client = createFederationClient({
    request: async (request: FederationRequest) => {
      if (request.uri.includes("/v2/")) return { ok: false, error: unknown };
      called.push(request.uri.split("/").slice(3, 5).join("/"));
      return fake.request(request);
    },
  });
  return new Handshakes({ serverName: fake.name, client, signingKey: (): KeyPair => fake.key });
}

it.each<RoomVersion>(["1", "10", "12"])(
  "lets a server in and out by version 1, room version %s",
  async (version) => {
    const user = `@old${version}:${fake.name}`;
    const room = await alice.createRoom({ preset: "public_chat", room_version: version });
    const wish = { roomId: room, userId: user, via: [hs.serverName] };
    called.length = 0;
    const joined = await oldHandshakes().join(wish);
    if (!joined.ok) throw new Error(outcome(joined));
    const types = joined.value.answer.state.map((event: JsonObject) => own(event, "type"));
    expect(types).toContain("m.room.create");
    expect(types).toContain("m.room.power_levels");
    await alice.see(room, user, "join");
    expect(outcome(await oldHandshakes().leave(wish))).toBe("200");
    await alice.see(room, user, "leave");
    expect(called).toEqual(["v1/make_join", "v1/send_join", "v1/make_leave", "v1/send_leave"]);
  },
);

it("gives all keys, whichever is asked for", async () => {
  const get = async (path: string) => {
    const answer = await fetch(`${hs.url}/_matrix/key/v2/server${path}`);
    return { status: answer.status, body: await answer.json() };
  };
  const all = await get("");
  expect(Object.keys(all.body.verify_keys)).toHaveLength(1);
  expect(all.status).toBe(200);
  expect(await get("/ed25519:some")).toEqual(all);
  expect(await get("/")).toEqual(all);
});

it("O42 gives another server's keys by the ID of one of them", async () => {
  const ask = async (path: string) => {
    const answer = await fetch(`${hs.url}/_matrix/key/v2/query/${path}`);
    return { status: answer.status, body: await answer.json() };
  };
  const name = encodeURIComponent(hs.serverName);
  const all = await ask(name);
  expect(all.body.server_keys).toHaveLength(1);
  const byId = await ask(`${name}/ed25519:some`);
  expect(byId.status).toBe(200);
  expect(byId.body.server_keys[0].verify_keys).toEqual(all.body.server_keys[0].verify_keys);
});
