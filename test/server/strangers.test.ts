/** Work that strangers can ask for: how little is done before they have shown who they are (O5). */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type FakeServer, startFakeServer } from "./support/fake-server.js";
import { startServer, type TestServer, testAuthority } from "./support/servers.js";
import { openRequest } from "./support/slow-body.js";

let hs: TestServer;
let fake: FakeServer;

beforeAll(async () => {
  hs = await startServer();
  fake = await startFakeServer({ authority: testAuthority() });
});
afterAll(async () => {
  await Promise.all([hs?.close(), fake?.close()]);
});

const SEND = "/_matrix/federation/v1/send/stranger";
const MIB = 1024 * 1024;

const keyRequests = (): number => fake.requests.filter(({ segments }) => segments[1] === "key").length;

describe("O5: the key that a request names", () => {
  it("O5: is looked up before a byte of the body has come", async () => {
    const before = keyRequests();
    const { answer } = openRequest(fake, hs, { uri: SEND, length: 8 * MIB, keyId: "ed25519:unknown" });
    expect(await answer).toEqual([401, "M_UNAUTHORIZED"]);
    expect(keyRequests()).toBe(before + 1);
  });

  it("O5: lets the body be read where its server has it", async () => {
    const { body, answer } = openRequest(fake, hs, { uri: SEND, length: 2 });
    body.end("{}");
    expect(await answer).toEqual([401, "M_UNAUTHORIZED"]);
  });
});
