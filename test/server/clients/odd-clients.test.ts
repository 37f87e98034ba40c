/** O38 to O40: clients that are a little off the specification, and common. */
import { get } from "node:http";
import { afterAll, expect, it } from "vitest";
import type { Client } from "../support/client.js";
import { startServer } from "../support/servers.js";

const hs = await startServer();
afterAll(() => hs.close());
const alice: Client = await hs.user("alice");
const bob: Client = await hs.user("bob");

/** A request as it is, without a client's care for its body. */
async function send(
  method: string,
  path: string,
  body?: string,
): Promise<{ status: number; errcode?: string }> {
  const answer = await fetch(`${hs.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${alice.token}` },
    ...(body === undefined ? {} : { body }),
  });
  const json: { errcode?: string } = JSON.parse((await answer.text()) || "{}");
  return { status: answer.status, ...(json.errcode === undefined ? {} : { errcode: json.errcode }) };
}

const room = await alice.createRoom({ preset: "public_chat" });
const at = (action: string, version = "v3"): string =>
  `/_matrix/client/${version}/rooms/${encodeURIComponent(room)}/${action}`;

it("O38 an empty text in the query counts as absent where it may not be one", async () => {
  expect(await send("GET", at("members?membership=&not_membership="))).toEqual({ status: 200 });
  expect(await send("GET", at("members?membership=join&not_membership=", "r0"))).toEqual({ status: 200 });
  expect(await send("GET", at("messages?dir=b&limit=&filter=&from=&to="))).toEqual({ status: 200 });
  const sync = "/_matrix/client/v3/sync?timeout=&full_state=&since=&filter=&set_presence=";
  expect(await send("GET", sync)).toEqual({ status: 200 });
  expect(await send("GET", at("messages?dir=b&limit=x"))).toEqual({
    status: 400,
    errcode: "M_INVALID_PARAM",
  });
  expect(await send("GET", at("members?membership=joined"))).toEqual({
    status: 400,
    errcode: "M_INVALID_PARAM",
  });
});

it("O38 null for an optional property counts as absent, and a wrong type does not", async () => {
  await bob.join(room);
  const kick = (reason: unknown) => JSON.stringify({ user_id: bob.userId, reason });
  expect(await send("POST", at("kick"), kick(7))).toEqual({ status: 400, errcode: "M_BAD_JSON" });
  expect(await send("POST", at("kick"), kick(null))).toEqual({ status: 200 });
  expect(await send("POST", at("kick"), JSON.stringify({ user_id: null, reason: "x" }))).toEqual({
    status: 400,
    errcode: "M_BAD_JSON",
  });
  const made = JSON.stringify({ name: null, topic: null, initial_state: null, creation_content: null });
  expect(await send("POST", "/_matrix/client/v3/createRoom", made)).toEqual({ status: 200 });
  expect(await send("POST", "/_matrix/client/v3/createRoom", '{"invite":[null]}')).toEqual({
    status: 400,
    errcode: "M_BAD_JSON",
  });
});

it("O39 an empty body counts as an empty object where nothing is required", async () => {
  expect(await send("POST", "/_matrix/client/v3/createRoom")).toEqual({ status: 200 });
  expect(await send("POST", at("join"))).toEqual({ status: 200 });
  expect(await send("POST", at("kick"))).toEqual({ status: 400, errcode: "M_NOT_JSON" });
  expect(await send("POST", at("join"), "{")).toEqual({ status: 400, errcode: "M_NOT_JSON" });
});

it("O28 an empty token of a sync counts as none", async () => {
  expect(await send("GET", "/_matrix/client/v3/sync?timeout=0&since=")).toEqual({ status: 200 });
});

it("O40 r0 is answered as v3, with its query", async () => {
  expect(await send("GET", "/_matrix/client/r0/account/whoami")).toEqual({ status: 200 });
  expect(await send("GET", `${at("messages", "r0")}?dir=b&limit=1`)).toEqual({ status: 200 });
  // As to a proxy: `fetch` does not write it so.
  const path = `${hs.url}/_matrix/client/r0/login`;
  const status = await new Promise((resolve, reject) => {
    get({ port: new URL(hs.url).port, path }, (answer) => resolve(answer.resume().statusCode)).on(
      "error",
      reject,
    );
  });
  expect(status).toBe(200);
  expect(await send("GET", "/_matrix/client/r1/account/whoami")).toEqual({
    status: 404,
    errcode: "M_UNRECOGNIZED",
  });
});
