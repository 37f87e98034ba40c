/** Work that strangers can ask for: how little is done before they have shown who they are (O5). */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import "../../support/built.js";
import { type FakeServer, startFakeServer } from "../support/fake-server.js";
import { startServer, type TestServer } from "../support/servers.js";
import { openRequest } from "../support/slow-body.js";
import { testAuthority } from "../support/tls.js";

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

describe("O5: a client that asks before it sends a body", () => {
  const ask = async (more: { readonly keyId?: string; readonly length: number }) => {
    const open = openRequest(fake, hs, { uri: SEND, expect: "100-continue", ...more });
    let isTold = false;
    open.body.on("continue", () => {
      isTold = true;
      open.body.end("{}");
    });
    return [await open.answer, isTold];
  };

  it("O5: is told to send it once its key is known", async () => {
    expect(await ask({ length: 2 })).toEqual([[401, "M_UNAUTHORIZED"], true]);
  });

  it("O5: is not, where its key is not known, or the body is too large", async () => {
    const unknown = await ask({ length: 2, keyId: "ed25519:unknown2" });
    expect(unknown).toEqual([[401, "M_UNAUTHORIZED"], false]);
    expect(await ask({ length: 8 * MIB + 1 })).toEqual([[413, "M_TOO_LARGE"], false]);
  });

  it("is answered whatever else it expects", async () => {
    const { body, answer } = openRequest(fake, hs, { uri: SEND, length: 2, expect: "something" });
    body.end("{}");
    expect(await answer).toEqual([401, "M_UNAUTHORIZED"]);
  });
});

describe("O5: the size of a body", () => {
  const LIMIT = 200 * 1024;
  const QUESTION = "/_matrix/federation/v1/get_missing_events/!a%3Ab";
  const V1 = "/_matrix/federation/v1";
  const V2 = "/_matrix/federation/v2";
  const EVENT = "!a%3Ab/$c";

  it("O5: above 200 KB is refused by the length that the head states", async () => {
    const { answer } = openRequest(fake, hs, { method: "POST", uri: QUESTION, length: LIMIT + 1 });
    expect(await answer).toEqual([413, "M_TOO_LARGE"]);
  });

  it("O5: above 200 KB is refused at the first byte too many", async () => {
    const { body, answer } = openRequest(fake, hs, { method: "POST", uri: QUESTION });
    body.write(" ".repeat(LIMIT + 1));
    expect(await answer).toEqual([413, "M_TOO_LARGE"]);
  });

  it("O5: may be 200 KB", async () => {
    const { body, answer } = openRequest(fake, hs, { method: "POST", uri: QUESTION, length: LIMIT });
    body.end("{}".padEnd(LIMIT));
    expect(await answer).toEqual([401, "M_UNAUTHORIZED"]);
  });

  it("O5: above 200 KB is refused for requests that nobody has to sign, too", async () => {
    const uri = "/_matrix/key/v2/query";
    const { answer } = openRequest(fake, hs, { method: "POST", uri, length: LIMIT + 1 });
    expect(await answer).toEqual([413, "M_TOO_LARGE"]);
  });

  it.each([
    `${V1}/send/large`,
    `${V1}/invite/${EVENT}`,
    `${V2}/invite/${EVENT}`,
    `${V1}/send_join/${EVENT}`,
    `${V2}/send_join/${EVENT}`,
    `${V1}/send_leave/${EVENT}`,
    `${V2}/send_leave/${EVENT}`,
    `${V1}/send_knock/${EVENT}`,
  ])("O5: may be larger for %s, up to 8 MiB", async (uri) => {
    const larger = openRequest(fake, hs, { uri, length: LIMIT + 1 });
    larger.body.end("{}".padEnd(LIMIT + 1));
    expect(await larger.answer).toEqual([401, "M_UNAUTHORIZED"]);
    const tooLarge = openRequest(fake, hs, { uri, length: 8 * MIB + 1 });
    expect(await tooLarge.answer).toEqual([413, "M_TOO_LARGE"]);
  });
});

it("O5: a large body with a wrong signature lets others be answered while it is read", async () => {
  const text = `[${Array(300_000).fill("1.5").join(",")}]`;
  const { body, answer } = openRequest(fake, hs, { uri: SEND, length: text.length });
  await new Promise<void>((resolve) => body.end(text, resolve));
  let isAnswered = false;
  const refused = answer.finally(() => {
    isAnswered = true;
  });
  let others = 0;
  for (; !isAnswered; others++) await (await fetch(`${hs.url}/_matrix/client/versions`)).text();
  expect(await refused).toEqual([401, "M_UNAUTHORIZED"]);
  expect(others).toBeGreaterThan(50);
});
