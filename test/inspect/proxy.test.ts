/** The proxy changes nothing: not a byte, not a header, not when something ends. */
import { createHash, randomBytes } from "node:crypto";
import { connect, createServer as createTcp } from "node:net";
import * as zlib from "node:zlib";
import { expect, test } from "vitest";
import { createProxy } from "../../inspect/proxy/create-proxy.js";
import { line } from "./support/exchange.js";
import {
  answerOf,
  ask,
  behindProxy,
  DEVICES,
  FOUND_IN_DEVICES,
  JSON_TYPE,
  open,
  readAll,
  WRONG_DEVICES,
} from "./support/upstream.js";

test("path, query, headers and body arrive as they were sent, but for those of the connection", async () => {
  let seen: { readonly url: string; readonly raw: readonly string[]; readonly body: string } | undefined;
  const { proxy } = await behindProxy((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      seen = { url: request.url ?? "", raw: request.rawHeaders, body: Buffer.concat(chunks).toString() };
      response.writeHead(200, "Fine", ["X-One", "1", "x-one", "2", "Set-Cookie", "a=b", "Set-Cookie", "c=d"]);
      response.end("{}");
    });
  });
  const sent = ["X-Odd-CASE", "v", "Connection", "X-Mine", "X-Mine", "1", "Content-Length", "2"];
  const path = "/_matrix/client/v3/rooms/%21a%2Fb%3Ac/x?a=1&a=%20+&b";
  const got = await ask(proxy, path, { method: "PUT", headers: sent, body: "{}" });
  expect(seen?.url).toBe(path);
  expect(seen?.body).toBe("{}");
  expect(seen?.raw.slice(0, 6)).toEqual(["Host", "asked.example", "X-Odd-CASE", "v", "Content-Length", "2"]);
  expect(seen?.raw).not.toContain("X-Mine");
  expect([got.status, got.message]).toEqual([200, "Fine"]);
  expect(got.rawHeaders.slice(0, 8)).toEqual([
    "X-One",
    "1",
    "x-one",
    "2",
    "Set-Cookie",
    "a=b",
    "Set-Cookie",
    "c=d",
  ]);
});

test("a target with a name is asked by that name, which its virtual hosts and certificates need", async () => {
  const hosts: (string | undefined)[] = [];
  const { url } = await behindProxy((request, response) => {
    hosts.push(request.headers.host);
    response.end("{}");
  });
  const target = url.replace("127.0.0.1", "localhost");
  const proxy = await createProxy({ target, release: ["latest"] });
  await ask(proxy, DEVICES);
  await proxy.close();
  expect(hosts).toEqual([new URL(target).host]);
});

test("chunks pass as they come, with their trailers", async () => {
  let next: (() => void) | undefined;
  const { proxy } = await behindProxy((_, response) => {
    response.writeHead(200, { ...JSON_TYPE, Trailer: "X-Sum" });
    response.write(WRONG_DEVICES.slice(0, 10));
    next = () => {
      response.addTrailers({ "X-Sum": "1" });
      response.end(WRONG_DEVICES.slice(10));
    };
  });
  const request = open(proxy, DEVICES);
  const answered = answerOf(request);
  request.end();
  const answer = await answered;
  const first = await new Promise<Buffer>((resolve) => answer.once("data", resolve));
  expect(first.toString()).toBe(WRONG_DEVICES.slice(0, 10));
  next?.();
  const got = await readAll(answer);
  expect(got.body.toString()).toBe(WRONG_DEVICES.slice(10));
  expect(got.trailers["x-sum"]).toBe("1");
  await proxy.settled();
  expect(proxy.report().findings.map(line)).toEqual(FOUND_IN_DEVICES);
});

const zstd: unknown = Reflect.get(zlib, "zstdCompressSync");

const ZIPPED: readonly (readonly [encoding: string, zipped: Buffer])[] = [
  ["gzip", zlib.gzipSync(WRONG_DEVICES)],
  ["br", zlib.brotliCompressSync(WRONG_DEVICES)],
  ["deflate", zlib.deflateSync(WRONG_DEVICES)],
  ["deflate", zlib.deflateRawSync(WRONG_DEVICES)],
  ["gzip, br", zlib.brotliCompressSync(zlib.gzipSync(WRONG_DEVICES))],
  // Not every Node has it.
  ...(typeof zstd === "function" ? [["zstd", zstd(WRONG_DEVICES)] as const] : []),
];

test.each(ZIPPED)("what is compressed by %s passes compressed, and is judged", async (encoding, zipped) => {
  const { proxy } = await behindProxy((_, response) => {
    response.writeHead(200, { ...JSON_TYPE, "Content-Encoding": encoding, "Content-Length": zipped.length });
    response.end(zipped);
  });
  const got = await ask(proxy, DEVICES, { headers: ["Accept-Encoding", encoding] });
  expect(got.body.equals(zipped)).toBe(true);
  expect(got.header("content-encoding")).toBe(encoding);
  await proxy.settled();
  expect(proxy.report().findings.map(line)).toEqual(FOUND_IN_DEVICES);
});

test("a part of a file, a redirection, an answer without a body, and HEAD", async () => {
  const { proxy } = await behindProxy((request, response) => {
    if (request.method === "HEAD") response.writeHead(200, { ...JSON_TYPE, "Content-Length": "1234" }).end();
    else if (request.url?.includes("part"))
      response.writeHead(206, { "Content-Range": "bytes 0-1/9", "Content-Type": "image/png" }).end("ab");
    else if (request.url?.includes("elsewhere"))
      response.writeHead(307, { Location: "https://cdn.example/a" }).end();
    else response.writeHead(304, { ETag: '"a"' }).end();
  });
  const media = "/_matrix/client/v1/media/download/a.example";
  const part = await ask(proxy, `${media}/part`, { headers: ["Range", "bytes=0-1"] });
  expect([part.status, part.body.toString(), part.header("content-range")]).toEqual([
    206,
    "ab",
    "bytes 0-1/9",
  ]);
  const moved = await ask(proxy, `${media}/elsewhere`);
  expect([moved.status, moved.header("location")]).toEqual([307, "https://cdn.example/a"]);
  const same = await ask(proxy, `${media}/same`);
  expect([same.status, same.header("etag"), same.body.length]).toEqual([304, '"a"', 0]);
  const head = await ask(proxy, DEVICES, { method: "HEAD" });
  expect([head.status, head.header("content-length"), head.body.length]).toEqual([200, "1234", 0]);
  await proxy.settled();
  expect(proxy.report().findings).toEqual([]);
});

test("50 MB pass in both directions, and the report says that they were not judged", async () => {
  const large = randomBytes(50 * 1024 * 1024);
  const sum = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");
  let arrived = "";
  const { proxy } = await behindProxy((request, response) => {
    const hash = createHash("sha256");
    request.on("data", (chunk: Buffer) => hash.update(chunk));
    request.on("end", () => {
      arrived = hash.digest("hex");
      response.writeHead(200, { "Content-Type": "application/octet-stream" });
      response.end(large);
    });
  });
  const headers = ["Content-Length", String(large.length), "Content-Type", "application/octet-stream"];
  const got = await ask(proxy, "/_matrix/media/v3/upload", { method: "POST", headers, body: large });
  expect(arrived).toBe(sum(large));
  expect(sum(got.body)).toBe(sum(large));
  await proxy.settled();
  expect(proxy.report().unchecked).toEqual({ "too large": 2 });
});

test("a reader that waits holds up the sender, and memory holds nothing of it", async () => {
  const chunk = Buffer.alloc(64 * 1024);
  let written = 0;
  let isHeldUp: (() => void) | undefined;
  const heldUp = new Promise<void>((resolve) => {
    isHeldUp = resolve;
  });
  const { proxy } = await behindProxy((_, response) => {
    response.writeHead(200, { "Content-Type": "application/octet-stream" });
    const write = (): void => {
      while (written < 512 * 1024 * 1024) {
        written += chunk.length;
        if (!response.write(chunk)) {
          const timer = setTimeout(() => isHeldUp?.(), 500);
          response.once("drain", () => {
            clearTimeout(timer);
            write();
          });
          return;
        }
      }
      isHeldUp?.();
    };
    write();
  });
  const request = open(proxy, "/_matrix/client/v1/media/download/a/b");
  const answered = answerOf(request);
  request.end();
  (await answered).pause();
  await heldUp;
  expect(written).toBeLessThan(128 * 1024 * 1024);
  request.destroy();
});

test("a client that goes away ends the request at the target", async () => {
  let hasGone: (() => void) | undefined;
  const gone = new Promise<void>((resolve) => {
    hasGone = resolve;
  });
  let hasArrived: (() => void) | undefined;
  const arrived = new Promise<void>((resolve) => {
    hasArrived = resolve;
  });
  const { proxy } = await behindProxy((_, response) => {
    response.on("close", () => hasGone?.());
    hasArrived?.();
  });
  const request = open(proxy, "/_matrix/client/v3/sync?timeout=30000");
  request.on("error", () => {});
  request.end();
  await arrived;
  request.destroy();
  await gone;
  await proxy.settled();
  expect(proxy.report().unchecked).toEqual({ "not reached": 1 });
});

test("an answer that breaks off breaks off", async () => {
  const { proxy } = await behindProxy((_, response) => {
    response.writeHead(200, { ...JSON_TYPE, "Content-Length": "100" });
    response.write("{");
    setImmediate(() => response.destroy());
  });
  const got = await ask(proxy, DEVICES);
  expect([got.status, got.complete]).toEqual([200, false]);
  await proxy.settled();
  expect(proxy.report()).toMatchObject({ exchanges: 0, unchecked: { "cut off": 1 } });
});

test("a target that is not there is 502 in the standard form", async () => {
  const proxy = await createProxy({ target: "http://127.0.0.1:9", release: ["latest"] });
  const got = await ask(proxy, DEVICES, { method: "POST", headers: ["Content-Length", "2"], body: "{}" });
  expect([got.status, JSON.parse(got.body.toString()).errcode]).toEqual([502, "M_UNKNOWN"]);
  await proxy.close();
  expect(proxy.report()).toMatchObject({ exchanges: 0, findings: [], unchecked: { "not reached": 1 } });
});

test("an answer before the end of the request reaches the client", async () => {
  const { proxy } = await behindProxy((_, response) => {
    response.writeHead(413, { ...JSON_TYPE, Connection: "close" });
    response.end('{"errcode":"M_TOO_LARGE","error":"no"}');
  });
  const request = open(proxy, "/_matrix/media/v3/upload", {
    method: "POST",
    headers: ["Content-Length", "1000000"],
  });
  request.on("error", () => {});
  const answered = answerOf(request);
  request.write("a");
  const got = await readAll(await answered);
  expect(got.status).toBe(413);
  request.destroy();
});

test.each(["ends", "drops"])(
  "an answer of a target that then %s the connection reaches a client that still sends",
  async (how) => {
    const answer = '{"error":"too large"}';
    const server = createTcp((socket) => {
      socket.on("error", () => {});
      socket.once("data", () => {
        const head = `HTTP/1.1 413 No\r\nContent-Type: application/json\r\nContent-Length: ${answer.length}`;
        socket.write(`${head}\r\n\r\n${answer}`, () => (how === "ends" ? socket.end() : socket.destroy()));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const port = typeof address === "object" ? address?.port : undefined;
    const proxy = await createProxy({ target: `http://127.0.0.1:${port}`, release: ["latest"] });
    const asked = { method: "POST", headers: ["Authorization", "Bearer a"], body: Buffer.alloc(4_000_000) };
    const got = await ask(proxy, "/_matrix/media/v3/upload", asked);
    expect([got.status, got.body.toString()]).toEqual([413, answer]);
    await proxy.settled();
    expect(proxy.report()).toMatchObject({ exchanges: 1, unchecked: { "cut off": 1 } });
    expect(proxy.report().findings.map(line)).toEqual(["server error uploadContent body/errcode required"]);
    await proxy.close();
    await new Promise((resolve) => server.close(resolve));
  },
);

test("a connection that the target has closed meanwhile fails no request", async () => {
  const { proxy, connections } = await behindProxy((_, response) => {
    response.writeHead(200, JSON_TYPE).end('{"devices":[]}');
  });
  await ask(proxy, DEVICES);
  for (const socket of connections) socket.destroy();
  expect((await ask(proxy, DEVICES)).status).toBe(200);
});

test("an upgrade is refused, and a tunnel as well", async () => {
  const { proxy } = await behindProxy((_, response) => response.end("never"));
  const raw = async (text: string): Promise<string> => {
    const socket = connect(proxy.port, "127.0.0.1");
    socket.write(text);
    let answer = "";
    for await (const chunk of socket) answer += String(chunk);
    return answer;
  };
  const upgrade =
    "GET /_matrix/client/v3/sync HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
  expect(await raw(upgrade)).toMatch(/^HTTP\/1\.1 501 /);
  expect(await raw("CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n")).toMatch(/^HTTP\/1\.1 405 /);
});

test("a client that asks before it sends is told to go on by the target", async () => {
  const { proxy } = await behindProxy((request, response) => {
    request.resume();
    request.on("end", () => response.writeHead(200, JSON_TYPE).end("{}"));
  });
  const request = open(proxy, DEVICES, {
    method: "PUT",
    headers: ["Content-Length", "2", "Expect", "100-continue"],
  });
  const answered = answerOf(request);
  request.flushHeaders();
  await new Promise((resolve) => request.once("continue", resolve));
  request.end("{}");
  expect((await readAll(await answered)).status).toBe(200);
});
