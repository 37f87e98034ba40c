import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import {
  canonicalJson,
  generateKeyPair,
  isJsonObject,
  JsonFloat,
  type JsonObject,
  type JsonValue,
  own,
  parseJson,
  type ServerKey,
  signRequest,
  verifyKeyDocument,
} from "@knockgen/auth";
import { describe, expect, it } from "vitest";
import {
  type ArrivedRequest,
  type RequestAuthOptions,
  type RequestAuthResult,
  requestAuth,
} from "../../../server/federation/incoming/request-auth.js";
import { shared } from "../../support/shared.js";

const NOW = 1_795_233_374_000;
const HOUR = 60 * 60 * 1000;
const key = generateKeyPair("1");
const other = generateKeyPair("2");
const current: ServerKey = {
  keyId: key.keyId,
  publicKey: key.publicKey,
  validUntilTs: NOW + HOUR,
  obtainedTs: NOW,
};

function check(
  request: Partial<ArrivedRequest> & { readonly text?: string },
  options: Partial<RequestAuthOptions> & { readonly known?: readonly ServerKey[] } = {},
): Promise<RequestAuthResult> {
  const { known = [current], ...rest } = options;
  const auth = requestAuth({
    serverName: "us.example",
    keys: { keysOfCaller: async (server) => (server === "them.example" ? known : []) },
    clock: () => NOW,
    ...rest,
  });
  const text = request.text ?? "";
  return auth({
    method: "PUT",
    target: "/_matrix/federation/v1/send/1?a=%2F",
    authorization: [],
    bytes: async () => new TextEncoder().encode(text),
    ...request,
  });
}

function signed(
  content?: JsonValue,
  more: { uri?: string; method?: string; origin?: string; destination?: string } = {},
): string {
  const request = {
    method: "PUT",
    uri: "/_matrix/federation/v1/send/1?a=%2F",
    origin: "them.example",
    destination: "us.example",
  };
  return signRequest({ ...request, content, ...more }, key);
}

const UNAUTHORIZED = { ok: false, refusal: { status: 401, errcode: "M_UNAUTHORIZED" } };

it("names the server that signed, and hands on the body without loss", async () => {
  const content = { a: new JsonFloat(1), b: 2n ** 60n };
  const result = await check({
    authorization: [signed(content)],
    text: '{"b":1152921504606846976, "a":1.0}',
  });
  expect(result).toMatchObject({ ok: true, auth: { origin: "them.example" } });
  expect(result.ok && result.auth.content).toEqual(content);
});

it("takes a request without a body", async () => {
  const result = await check({ method: "GET", authorization: [signed(undefined, { method: "GET" })] });
  expect(result).toEqual({ ok: true, auth: { origin: "them.example", content: undefined } });
});

it("takes a header without a destination, as older servers send it", async () => {
  const header = signed({}).replace(',destination="us.example"', "");
  expect(await check({ authorization: [header], text: "{}" })).toMatchObject({ ok: true });
});

it("wants every one of several headers to verify", async () => {
  const second: ServerKey = { ...current, keyId: other.keyId, publicKey: other.publicKey };
  const request = {
    method: "PUT",
    uri: "/_matrix/federation/v1/send/1?a=%2F",
    origin: "them.example",
    destination: "us.example",
    content: {},
  };
  const headers = [signed({}), signRequest(request, other)];
  expect(await check({ authorization: headers, text: "{}" }, { known: [current, second] })).toMatchObject({
    ok: true,
  });
  expect(await check({ authorization: headers, text: "{}" })).toMatchObject(UNAUTHORIZED);
});

it.each<[string, Partial<ArrivedRequest> & { text?: string }, readonly ServerKey[]]>([
  ["no header", {}, [current]],
  ["a malformed header", { authorization: ["X-Matrix origin"] }, [current]],
  ["one good and one malformed header", { authorization: [signed({}), "X-Matrix x"], text: "{}" }, [current]],
  ["too many headers", { authorization: Array(6).fill(signed({})), text: "{}" }, [current]],
  [
    "headers of two servers",
    { authorization: [signed({}), signed({}, { origin: "a.example" })], text: "{}" },
    [current],
  ],
  ["an origin that is no name", { authorization: [signed({}, { origin: "a b" })], text: "{}" }, [current]],
  [
    "another destination",
    { authorization: [signed({}, { destination: "a.example" })], text: "{}" },
    [current],
  ],
  ["another body", { authorization: [signed({ a: 1 })], text: '{"a":2}' }, [current]],
  ["a body that was added", { authorization: [signed()], text: "{}" }, [current]],
  ["a body that was taken away", { authorization: [signed({})] }, [current]],
  ["another method", { authorization: [signed({})], text: "{}", method: "POST" }, [current]],
  [
    "another path",
    { authorization: [signed({}, { uri: "/_matrix/federation/v1/send/2?a=%2F" })], text: "{}" },
    [current],
  ],
  [
    "another spelling of the path",
    { authorization: [signed({})], text: "{}", target: "/_matrix/federation/v1/send/1?a=/" },
    [current],
  ],
  [
    "another query",
    { authorization: [signed({})], text: "{}", target: "/_matrix/federation/v1/send/1" },
    [current],
  ],
  [
    "a signature of rubbish",
    { authorization: [signed({}).replace(/sig="[^"]+"/, 'sig="AAAA"')], text: "{}" },
    [current],
  ],
  ["an unknown key", { authorization: [signed({})], text: "{}" }, []],
  [
    "the key ID of another key",
    { authorization: [signed({})], text: "{}" },
    [{ ...current, publicKey: other.publicKey }],
  ],
  [
    "a key that has expired",
    { authorization: [signed({})], text: "{}" },
    [{ ...current, validUntilTs: NOW - 1 }],
  ],
  [
    "a key fetched more than seven days ago",
    { authorization: [signed({})], text: "{}" },
    [{ ...current, validUntilTs: NOW + 1e9, obtainedTs: NOW - 7 * 24 * HOUR - 1 }],
  ],
  [
    "a key that is no longer used",
    { authorization: [signed({})], text: "{}" },
    [{ keyId: key.keyId, publicKey: key.publicKey, expiredTs: NOW + HOUR }],
  ],
])("refuses %s", async (_, request, known) => {
  expect(await check(request, { known })).toMatchObject(UNAUTHORIZED);
});

it.each([
  ["{", "M_NOT_JSON"],
  ["\u0000", "M_NOT_JSON"],
  ["[".repeat(5_000) + "]".repeat(5_000), "M_BAD_JSON"],
])("answers 400 to a body that is no usable JSON", async (text, errcode) => {
  expect(await check({ authorization: [signed({})], text })).toMatchObject({
    refusal: { status: 400, errcode },
  });
});

it("answers 400 to a body that is not UTF-8", async () => {
  const bytes = async () => new Uint8Array([0x22, 0xff, 0x22]);
  const result = await check({ authorization: [signed({})], bytes });
  expect(result).toMatchObject({ refusal: { status: 400, errcode: "M_NOT_JSON" } });
});

it("neither reads a body nor asks for keys when the headers are no good", async () => {
  let asked = 0;
  const count = async (): Promise<never> => {
    asked++;
    throw new Error("not to be asked");
  };
  await check(
    { authorization: [signed({}, { destination: "a.example" })], bytes: count },
    { keys: { keysOfCaller: count } },
  );
  await check({ authorization: ["X-Matrix rubbish"], bytes: count }, { keys: { keysOfCaller: count } });
  expect(asked).toBe(0);
});

it.each<[string, string, readonly ServerKey[]]>([
  ["is unknown", signed({}), []],
  ["is another's", signed({}), [{ ...current, keyId: other.keyId }]],
  ["has expired", signed({}), [{ ...current, validUntilTs: NOW - 1 }]],
  ["is no longer used", signed({}), [{ keyId: key.keyId, publicKey: key.publicKey, expiredTs: NOW + HOUR }]],
])("O5: reads no body when the key %s", async (_, header, known) => {
  const bytes = async (): Promise<never> => {
    throw new Error("not to be read");
  };
  expect(await check({ authorization: [header], bytes }, { known })).toMatchObject(UNAUTHORIZED);
});

it("O5: reads no body when one of several headers names an unknown key", async () => {
  const bytes = async (): Promise<never> => {
    throw new Error("not to be read");
  };
  const stranger = signed({}).replace(key.keyId, other.keyId);
  expect(await check({ authorization: [signed({}), stranger], bytes })).toMatchObject(UNAUTHORIZED);
});

const folder = shared("traces");

describe.skipIf(folder === undefined)("recorded requests of another implementation", () => {
  const keys: Readonly<Record<string, ServerKey>> = {
    "127.0.0.1:8448": { keyId: "ed25519:a_s1", publicKey: "fIEbSMcCu7ItDdp5/Xs3mLQJlwlLwSHRjVRvF8xOhbs" },
    "localhost:8449": { keyId: "ed25519:a_s2", publicKey: "zcERAvodCbJCKG47X3KJiX+cC+9iyUfgFBAxl38KsF0" },
  };
  const exchanges = folder === undefined ? [] : readExchanges(folder);

  function replay(exchange: Exchange, changes: Partial<Exchange> = {}): Promise<RequestAuthResult> {
    const { method, path: target, authorization, request, host, ts } = { ...exchange, ...changes };
    const auth = requestAuth({
      serverName: host,
      keys: {
        keysOfCaller: async (server) => {
          const known = keys[server];
          return known === undefined ? [] : [{ ...known, validUntilTs: ts + HOUR, obtainedTs: ts }];
        },
      },
      clock: () => ts,
    });
    const text = request === undefined ? "" : canonicalJson(request);
    return auth({
      method,
      target,
      authorization: [authorization],
      bytes: async () => new TextEncoder().encode(text),
    });
  }

  it("are there", () => {
    expect(exchanges.length).toBeGreaterThan(40);
  });

  it("all verify, from the server that sent them", async () => {
    for (const exchange of exchanges) {
      const origin = exchange.host === "127.0.0.1:8448" ? "localhost:8449" : "127.0.0.1:8448";
      expect(await replay(exchange), exchange.path).toMatchObject({ ok: true, auth: { origin } });
    }
  });

  it("fail when anything of them is changed", async () => {
    for (const exchange of exchanges) {
      const changes: Partial<Exchange>[] = [
        { path: `${exchange.path}&` },
        {
          path:
            decodeURIComponent(exchange.path) === exchange.path
              ? `${exchange.path}x`
              : decodeURIComponent(exchange.path),
        },
        { method: exchange.method === "GET" ? "PUT" : "GET" },
        { host: "elsewhere.example" },
        { ts: exchange.ts, request: isJsonObject(exchange.request) ? { ...exchange.request, x: 1 } : {} },
        {
          authorization: exchange.authorization.replace(/sig="./, (start) =>
            start.endsWith("A") ? 'sig="B' : 'sig="A',
          ),
        },
        { authorization: exchange.authorization.replace('key="ed25519:a_', 'key="ed25519:b_') },
      ];
      for (const change of changes)
        expect(await replay(exchange, change), `${exchange.path} with ${Object.keys(change)}`).toMatchObject(
          UNAUTHORIZED,
        );
    }
  });

  it("answer with key documents that verify", () => {
    let count = 0;
    for (const { path: uri, response, host, ts } of exchanges) {
      if (!uri.startsWith("/_matrix/key/v2/server") || !isJsonObject(response)) continue;
      count++;
      expect(verifyKeyDocument(response, host, ts)).toMatchObject({
        ok: true,
        keys: [{ publicKey: keys[host]?.publicKey }],
      });
    }
    expect(count).toBe(2);
  });
});

interface Exchange {
  readonly ts: number;
  readonly method: string;
  readonly path: string;
  readonly host: string;
  readonly authorization: string;
  readonly request: JsonValue | undefined;
  readonly response: JsonValue | undefined;
}

function readExchanges(from: string): readonly Exchange[] {
  return readdirSync(from)
    .filter((name) => name.endsWith(".json"))
    .flatMap((name) => {
      const json = parseJson(readFileSync(path.join(from, name), "utf8"));
      const list = json.ok && isJsonObject(json.value) ? own(json.value, "exchanges") : undefined;
      return Array.isArray(list) ? list.filter(isJsonObject).map(readExchange) : [];
    });
}

function readExchange(exchange: JsonObject): Exchange {
  const text = (name: string): string => String(own(exchange, name));
  const request = own(exchange, "request");
  const ts = own(exchange, "ts");
  return {
    ts: Math.floor((ts instanceof JsonFloat ? ts.value : Number(ts)) * 1000),
    method: text("method"),
    path: text("path"),
    host: text("host"),
    authorization: text("authorization"),
    request: request === null ? undefined : request,
    response: own(exchange, "response"),
  };
}
