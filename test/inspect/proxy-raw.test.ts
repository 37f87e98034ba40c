/** Odd messages of HTTP, as bytes: what a proxy may pass on passes, and what it may not is told. */
import { connect, createServer as createTcp } from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import { createProxy } from "../../inspect/proxy/create-proxy.js";
import { DEVICES } from "./support/upstream.js";

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
async function sayTo(target: string, text: string, enforce = false): Promise<string> {
  const proxy = await createProxy({ target, release: ["latest"], enforce });
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
  ["a message that cannot be written", "HTTP/1.1 200 O\u0001K\r\nContent-Length: 2\r\n\r\n{}"],
  ["another protocol", "HTTP/1.1 101 Switching\r\nConnection: Upgrade\r\nUpgrade: other\r\n\r\n"],
  ["something else than HTTP", "220 mail.example ready\r\n"],
])("a target that answers with %s is 502, and the proxy goes on", async (_, answer) => {
  const { url } = await rawTarget(answer);
  for (const __ of [1, 2]) expect(await sayTo(url, `${GET}\r\n`)).toMatch(/^HTTP\/1.1 502 .*cannot be read/s);
});

test("a target that wants another protocol when it is asked for its releases names none, and is judged", async () => {
  const { url, seen } = await rawTarget(
    "HTTP/1.1 101 Switching\r\nConnection: Upgrade\r\nUpgrade: other\r\n\r\n",
  );
  const proxy = await createProxy({ target: url, enforce: true });
  onTestFinished(() => proxy.close());
  await vi.waitFor(() => expect(seen()).toContain("GET /_matrix/client/versions "));
  const request = { method: "POST", body: '{"pushkey":7}' };
  expect((await fetch(`${proxy.url}/_matrix/client/v3/pushers/set`, request)).status).toBe(400);
});

test("what a target says before its answer passes", async () => {
  const links = "Link: </a>; rel=preload\r\nLink: </b>; rel=preload, </c>\r\nX-Of: a\r\n";
  const hints = `HTTP/1.1 103 Early Hints\r\n${links}\r\n`;
  const { url } = await rawTarget(`HTTP/1.1 102 Processing\r\n\r\n${hints}${OK}`);
  const got = await sayTo(url, `${GET}\r\n`);
  expect(got).toMatch(/^HTTP\/1.1 102 .*HTTP\/1.1 103 .*Link: <\/a>.*<\/b>.*<\/c>.*x-of: a.*HTTP\/1.1 200 /s);
  expect(await sayTo(url, `${GET.replace("1.1", "1.0")}\r\n`)).toMatch(/^HTTP\/1.1 200 /);
});

test("a client that says that it sends no more is answered", async () => {
  const server = createTcp((socket) => {
    socket.on("error", () => {});
    socket.on("data", () => void setTimeout(() => socket.write(OK), 20));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  const target = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
  const proxy = await createProxy({ target, release: ["latest"] });
  onTestFinished(() => proxy.close());
  for (const text of [`${GET}\r\n`, `${PUT}Content-Length: 2\r\n\r\n{}`]) {
    const got = await new Promise<string>((resolve) => {
      let read = "";
      const socket = connect({ port: proxy.port, host: "127.0.0.1", allowHalfOpen: true }, () =>
        socket.end(text),
      );
      socket.on("data", (data) => {
        read += data.toString("latin1");
      });
      socket.on("close", () => resolve(read));
    });
    expect(got).toMatch(/^HTTP\/1.1 200 .*{}$/s);
  }
  await proxy.settled();
  expect(proxy.report().unchecked).toEqual({});
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
  const held = await rawTarget(OK, /X-Last: 2\r\n\r\n$/);
  await sayTo(held.url, `${chunked}2\r\n{}\r\n0\r\nX-Last: 2\r\n\r\n`, true);
  expect(held.seen()).toContain("0\r\nX-Last: 2\r\n");
});

test("a request without a body, of whatever method, says nothing of one", async () => {
  const twice = "X-Twice: 1\r\nx-twice: 2\r\n";
  for (const method of ["POST", "PUT", "PATCH", "DELETE", "PROPFIND"]) {
    const { url, seen } = await rawTarget(OK);
    await sayTo(url, `${method} ${DEVICES} HTTP/1.1\r\nHost: a.example\r\n${twice}\r\n`);
    expect(seen()).not.toMatch(/^(?:transfer-encoding|content-length):/im);
    expect(seen()).toMatch(/^X-Twice: 1\r\nx-twice: 2\r\n/im);
  }
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
