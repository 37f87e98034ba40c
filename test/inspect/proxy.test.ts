/** The proxy changes nothing: not a byte, not a header, not when something ends. */
import { createHash, randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { connect, createServer as createTcp } from "node:net";
import * as zlib from "node:zlib";
import { expect, onTestFinished, test } from "vitest";
import { createProxy } from "../../inspect/proxy/create-proxy.js";
import { line } from "./support/exchange.js";
import { answerOf, ask, behindProxy, open, readAll } from "./support/upstream.js";

const JSON_TYPE = { "Content-Type": "application/json" };
const DEVICES = "/_matrix/client/v3/devices";
const wrong = JSON.stringify({ devices: [{ device_id: "A", display_name: null }] });
const FOUND = ["server error getDevices body/devices/*/display_name type"];

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
    response.write(wrong.slice(0, 10));
    next = () => {
      response.addTrailers({ "X-Sum": "1" });
      response.end(wrong.slice(10));
    };
  });
  const request = open(proxy, DEVICES);
  const answered = answerOf(request);
  request.end();
  const answer = await answered;
  const first = await new Promise<Buffer>((resolve) => answer.once("data", resolve));
  expect(first.toString()).toBe(wrong.slice(0, 10));
  next?.();
  const got = await readAll(answer);
  expect(got.body.toString()).toBe(wrong.slice(10));
  expect(got.trailers["x-sum"]).toBe("1");
  await proxy.settled();
  expect(proxy.report().findings.map(line)).toEqual(FOUND);
});

const zstd: unknown = Reflect.get(zlib, "zstdCompressSync");

const ZIPPED: readonly (readonly [encoding: string, zipped: Buffer])[] = [
  ["gzip", zlib.gzipSync(wrong)],
  ["br", zlib.brotliCompressSync(wrong)],
  ["deflate", zlib.deflateSync(wrong)],
  ["deflate", zlib.deflateRawSync(wrong)],
  ["gzip, br", zlib.brotliCompressSync(zlib.gzipSync(wrong))],
  // Not every Node has it.
  ...(typeof zstd === "function" ? [["zstd", zstd(wrong)] as const] : []),
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
  expect(proxy.report().findings.map(line)).toEqual(FOUND);
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

test("large bodies are judged in a thread, with the same findings", async () => {
  const devices = Array.from({ length: 20_000 }, (_, index) => ({
    device_id: `D${index}`,
    display_name: null,
  }));
  const { proxy } = await behindProxy((_, response) => {
    response.writeHead(200, JSON_TYPE).end(JSON.stringify({ devices }));
  });
  await ask(proxy, DEVICES);
  await ask(proxy, DEVICES);
  await proxy.settled();
  expect(proxy.report().findings.map((finding) => [line(finding), finding.count])).toEqual([[FOUND[0], 2]]);
});

test("an exchange that could not be judged or recorded is counted, and the next one passes", async () => {
  const { proxy } = await behindProxy((_, response) => response.writeHead(200, JSON_TYPE).end(wrong), {
    onExchange: () => {
      throw new Error("the disk is full");
    },
  });
  for (const _ of [1, 2]) expect((await ask(proxy, DEVICES)).status).toBe(200);
  await proxy.settled();
  expect(proxy.report().unchecked).toEqual({ failed: 2 });
});

test("a server is held to the releases that it names", async () => {
  const versions = JSON.stringify({ versions: ["v1.1", "v1.19"] });
  const { proxy } = await behindProxy((_, response) => response.writeHead(200, JSON_TYPE).end(versions), {
    release: "auto",
  });
  await proxy.settled();
  await ask(proxy, "/_matrix/client/versions");
  await proxy.settled();
  const { releases, notes } = proxy.report();
  expect(releases).toEqual(["v1.19"]);
  expect(notes).toEqual([
    "the server speaks v1.1 to v1.19: judged by v1.19; others can be given with --release-dir",
  ]);
});

test("a server that starts after the proxy is asked for its releases when it is there", async () => {
  const server = createServer((request, response) => {
    const body = request.url?.includes("versions") ? '{"versions":["v1.19"]}' : '{"devices":[]}';
    response.writeHead(200, JSON_TYPE).end(body);
  });
  const listen = async (port: number): Promise<number> => {
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
    const address = server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  };
  const port = await listen(0);
  await new Promise((resolve) => server.close(resolve));
  const proxy = await createProxy({ target: `http://127.0.0.1:${port}` });
  expect((await ask(proxy, DEVICES)).status).toBe(502);
  await proxy.settled();
  expect(proxy.report().notes.join()).toContain("has not said");
  await listen(port);
  expect((await ask(proxy, DEVICES)).status).toBe(200);
  await proxy.settled();
  expect(proxy.report().notes).toEqual([]);
  await proxy.close();
  await new Promise((resolve) => server.close(resolve));
});

test("enforced, the first request waits until it is known which releases the target speaks", async () => {
  const { proxy } = await behindProxy(
    (request, response) => {
      response.setHeader("Content-Type", "application/json");
      if (request.url !== "/_matrix/client/versions") return response.end("{}");
      return setTimeout(() => response.end('{"versions":["v1.2"]}'), 50);
    },
    { enforce: true, release: "auto" },
  );
  // It lacks what the newest release demands, of an operation that this target has not.
  const later = "/_matrix/client/v1/rooms/!a:b/timestamp_to_event";
  expect((await ask(proxy, later)).status).toBe(200);
});

test("enforced, a request that departs does not reach the server", async () => {
  const reached: string[] = [];
  const { proxy } = await behindProxy(
    (request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        reached.push(Buffer.concat(chunks).toString());
        response.writeHead(200, JSON_TYPE).end("{}");
      });
    },
    { enforce: true },
  );
  const kick = (body: string) =>
    ask(proxy, "/_matrix/client/v3/rooms/!a/kick", {
      method: "POST",
      headers: ["Content-Type", "application/json", "Content-Length", String(body.length)],
      body,
    });
  const refused = await kick('{"user_id":"@a:b","reason":null}');
  expect([refused.status, JSON.parse(refused.body.toString()).errcode]).toEqual([400, "M_BAD_JSON"]);
  const fine = '{"user_id":"@a:b"}';
  expect((await kick(fine)).status).toBe(200);
  expect(reached).toEqual([fine]);
  await proxy.settled();
  expect(proxy.report().findings.map(line)).toEqual(["client error kick body/reason type"]);
});

/** A target that answers with just this text, and what it was sent. */
async function rawTarget(answer: string, isWhole = /\r\n\r\n/): Promise<{ url: string; seen: () => string }> {
  let seen = "";
  const server = createTcp((socket) => {
    socket.on("error", () => {});
    socket.on("data", (data) => {
      seen += data.toString("latin1");
      if (isWhole.test(seen)) socket.write(answer);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`, seen: () => seen };
}

/** Sends a text, and gives what comes back, up to the end of an answer. */
async function sayTo(target: string, text: string): Promise<string> {
  const proxy = await createProxy({ target, release: ["latest"] });
  onTestFinished(() => proxy.close());
  return new Promise((resolve) => {
    let got = "";
    const socket = connect(proxy.port, "127.0.0.1", () => socket.write(text));
    socket.on("data", (data) => {
      got += data.toString("latin1");
      if (!got.endsWith("}")) return;
      resolve(got);
      socket.destroy();
    });
  });
}

const GET = `GET ${DEVICES} HTTP/1.1\r\nHost: a.example\r\n`;
const PUT = "PUT /_matrix/client/v3/x HTTP/1.1\r\nHost: a.example\r\n";
const OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";

test.each([
  ["a status that is none", "HTTP/1.1 042 Odd\r\nContent-Length: 2\r\n\r\n{}"],
  ["another protocol", "HTTP/1.1 101 Switching\r\nConnection: Upgrade\r\nUpgrade: other\r\n\r\n"],
  ["something else than HTTP", "220 mail.example ready\r\n"],
])("a target that answers with %s is 502, and the proxy goes on", async (_, answer) => {
  const { url } = await rawTarget(answer);
  for (const __ of [1, 2]) expect(await sayTo(url, `${GET}\r\n`)).toMatch(/^HTTP\/1.1 502 .*cannot be read/s);
});

test("what a target says before its answer passes", async () => {
  const hints = "HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n";
  const { url } = await rawTarget(`HTTP/1.1 102 Processing\r\n\r\n${hints}${OK}`);
  const got = await sayTo(url, `${GET}\r\n`);
  expect(got).toMatch(/^HTTP\/1.1 102 .*HTTP\/1.1 103 .*Link: <\/a>.*HTTP\/1.1 200 /s);
  expect(await sayTo(url, `${GET.replace("1.1", "1.0")}\r\n`)).toMatch(/^HTTP\/1.1 200 /);
});

test("many headers pass in both directions, and whatever a client expects", async () => {
  const much = `X-Much: ${"a".repeat(40_000)}\r\n`;
  const { url, seen } = await rawTarget(OK.replace("\r\n", `\r\n${much}`));
  expect(await sayTo(url, `${GET}${much}Expect: patience\r\n\r\n`)).toContain(much);
  expect(seen()).toContain(`${much}Expect: patience`);
});

test("trailers of a request pass, and its head does not wait for its body", async () => {
  const chunked = `${PUT}Transfer-Encoding: chunked\r\n\r\n`;
  const { url, seen } = await rawTarget(OK, /X-Last: 1\r\n\r\n$/);
  await sayTo(url, `${chunked}2\r\n{}\r\n0\r\nX-Last: 1\r\n\r\n`);
  expect(seen()).toContain("0\r\nX-Last: 1\r\n");
  expect(await sayTo((await rawTarget(OK)).url, chunked)).toContain("200 OK");
});

test("a target in absolute form comes below the path of the server, and a star stays one", async () => {
  const { url, seen } = await rawTarget(OK);
  await sayTo(`${url}/base`, `GET http://a.example${DEVICES}?a=1 HTTP/1.1\r\nHost: a.example\r\n\r\n`);
  await sayTo(`${url}/base`, "OPTIONS * HTTP/1.1\r\nHost: a.example\r\n\r\n");
  await sayTo(url, `GET http://a.example${DEVICES} HTTP/1.1\r\nHost: a.example\r\n\r\n`);
  expect(seen().match(/^(?:GET|OPTIONS) \S+/gm)).toEqual([
    `GET /base${DEVICES}?a=1`,
    "OPTIONS *",
    `GET http://a.example${DEVICES}`,
  ]);
});
