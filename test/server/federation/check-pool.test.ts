/** Large requests are checked in threads: with the result that they would have here, and without holding anybody up. */
import { canonicalJson, generateKeyPair, JsonFloat, type JsonValue, signRequest } from "@knockgen/auth";
import { afterEach, describe, expect, it } from "vitest";
import "../../support/built.js";
import { CheckPool, LARGE_BODY_BYTES } from "../../../server/federation/incoming/check-pool.js";
import { checkRequest, type RequestToCheck } from "../../../server/federation/incoming/request-check.js";
import { turnsDuring } from "../support/turns-during.js";

const key = generateKeyPair("1");
const HEAD = { method: "PUT", origin: "them.example", destination: "us.example" };
const TARGET = "/_matrix/federation/v1/send/1";
const filler = "x".repeat(LARGE_BODY_BYTES);

let pool: CheckPool;
afterEach(() => pool.close());

function requestOf(content: JsonValue, text: string = canonicalJson(content)): RequestToCheck {
  return {
    ...HEAD,
    target: TARGET,
    authorization: [signRequest({ ...HEAD, uri: TARGET, content }, key)],
    keys: [{ keyId: key.keyId, publicKey: key.publicKey }],
    now: 0,
    bytes: new TextEncoder().encode(text),
  };
}

describe("O5: a large request", () => {
  it.each<[string, RequestToCheck]>([
    ["is good", requestOf({ filler, float: new JsonFloat(1), big: 2n ** 60n, list: [{}, [], null] })],
    ["is signed over something else", requestOf({ filler }, canonicalJson({ filler, more: 1 }))],
    ["is no JSON", requestOf({ filler }, `{"filler":"${filler}"`)],
    ["is nested too deep", requestOf({}, "[".repeat(LARGE_BODY_BYTES + 1))],
    ["is not UTF-8", { ...requestOf({}), bytes: new Uint8Array(LARGE_BODY_BYTES + 1).fill(0xff) }],
  ])("O5: that %s is judged in a thread as it would be here", async (_, request) => {
    pool = new CheckPool();
    expect(await pool.check(request)).toEqual(checkRequest(request));
    expect(pool.threads).toBe(1);
  });

  it("O5: is one of which each of several signatures has to be checked", async () => {
    pool = new CheckPool();
    const { authorization, ...rest } = requestOf({ filler: "x".repeat(LARGE_BODY_BYTES / 2) });
    await pool.check({ ...rest, authorization: [...authorization, ...authorization] });
    expect(pool.threads).toBe(1);
  });

  it("O5: shares the threads that there are with the next", async () => {
    pool = new CheckPool();
    for (let count = 0; count < 3; count++) await pool.check(requestOf({ filler, count }));
    expect(pool.threads).toBe(1);
  });

  it.each([
    ["with a signature of something else", requestOf({})],
    ["that is good", requestOf(Array(200_000).fill(new JsonFloat(1.5)))],
  ])("O5: %s lets others have their turn", async (_, signed) => {
    pool = new CheckPool();
    const bytes = new TextEncoder().encode(`[${Array(200_000).fill("1.5").join(",")}]`);
    expect(await turnsDuring(pool.check({ ...signed, bytes }))).toBeGreaterThan(20);
  });

  it("O5: waits for others of its origin, and not too many may wait", async () => {
    pool = new CheckPool();
    const request = requestOf({ filler });
    const results = await Promise.all(Array.from({ length: 10 }, () => pool.check(request)));
    expect(results.filter(({ ok }) => ok)).toHaveLength(9);
    expect(results.at(-1)).toMatchObject({ refusal: { status: 429, errcode: "M_LIMIT_EXCEEDED" } });
  });

  it("O5: is given up when the server closes", async () => {
    pool = new CheckPool();
    const check = pool.check(requestOf({ filler }));
    pool.close();
    await expect(check).rejects.toThrow();
    expect(pool.threads).toBe(0);
  });
});

it("O5: a small request needs no thread", async () => {
  pool = new CheckPool();
  const request = requestOf({ small: true });
  expect(await pool.check(request)).toEqual(checkRequest(request));
  expect(pool.threads).toBe(0);
});
