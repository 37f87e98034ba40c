import { createServer } from "node:https";
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from "vitest";
import { Arriving } from "../../../server/bounds/arriving.js";
import { anyAddress } from "../../../server/federation/transport/address.js";
import {
  HttpsClient,
  type HttpsOutcome,
  type HttpsRequest,
} from "../../../server/federation/transport/https-client.js";
import { type FakeServer, startFakeServer } from "../support/fake-server.js";
import type { Reply } from "../support/reply.js";
import { testAuthority } from "../support/tls.js";

const authority = testAuthority();
const client = new HttpsClient({ ca: [authority.ca], addresses: anyAddress, connectTimeoutMs: 8_000 });
let server: FakeServer;

beforeAll(async () => {
  server = await startFakeServer({ authority });
});
afterAll(async () => {
  client.close();
  await server.close();
});

function portOf(fake: FakeServer): number {
  return Number(fake.name.split(":")[1]);
}

function call(more: Partial<HttpsRequest> = {}, by: HttpsClient = client): Promise<HttpsOutcome> {
  return by.exchange({
    host: "127.0.0.1",
    port: portOf(server),
    certificateName: "127.0.0.1",
    hostHeader: server.name,
    method: "GET",
    path: "/_matrix/key/v2/server",
    timeoutMs: 10_000,
    maxBytes: 64 * 1024,
    ...more,
  });
}

async function answering(reply: Reply, more: Partial<HttpsRequest> = {}): Promise<HttpsOutcome> {
  const responder = (): Reply => reply;
  server.responders.push(responder);
  const outcome = await call(more);
  server.responders.splice(server.responders.indexOf(responder), 1);
  return outcome;
}

it("gives status, headers and body, and sends path and Host as they are", async () => {
  const path = "/_matrix/key/v2/server?a=%2f%2F+b&c=//x";
  const outcome = await call({ path, hostHeader: "elsewhere.example" });
  if (!outcome.ok) throw new Error(outcome.error.message);
  expect(outcome.answer.status).toBe(200);
  expect(outcome.answer.headers.get("content-type")).toBe("application/json");
  expect(JSON.parse(Buffer.concat(outcome.answer.body).toString())).toMatchObject({
    server_name: server.name,
  });
  expect(server.requests.at(-1)).toMatchObject({ uri: path });
  expect(server.requests.at(-1)?.headers.get("host")).toBe("elsewhere.example");
  expect(server.requests.at(-1)?.headers.get("accept-encoding")).toBe("identity");
});

it("refuses certificates for other names", async () => {
  const outcome = await call({ certificateName: "other.example" });
  expect(outcome).toMatchObject({ ok: false, sent: false, error: { kind: "unreachable" } });
});

it("refuses certificates of authorities that it does not know", async () => {
  const strict = new HttpsClient({ addresses: anyAddress });
  expect(await call({}, strict)).toMatchObject({ ok: false, sent: false, error: { kind: "unreachable" } });
  strict.close();
});

it("refuses loopback by default, as an address and as what a name resolves to", async () => {
  const before = server.requests.length;
  const guarded = new HttpsClient({ ca: [authority.ca] });
  const refused = { ok: false, sent: false, error: { kind: "refused-address" } };
  expect(await call({}, guarded)).toMatchObject(refused);
  expect(await call({ host: "localhost", certificateName: "localhost" }, guarded)).toMatchObject(refused);
  expect(await call({ host: "::ffff:127.0.0.1" }, guarded)).toMatchObject(refused);
  expect(await call({ host: "::1" }, guarded)).toMatchObject(refused);
  // The resolver of the operating system reads this as 127.0.0.1, though it looks like a name.
  expect(await call({ host: "2130706433" }, guarded)).toMatchObject({ ok: false, sent: false });
  expect(server.requests).toHaveLength(before);
  guarded.close();
});

it("cannot be fooled by a name whose addresses change after they were looked at", async () => {
  let lookups = 0;
  const rebound = new HttpsClient({
    ca: [authority.ca],
    hosts: async () => [{ address: lookups++ === 0 ? "192.0.2.1" : "127.0.0.1", family: 4 }],
  });
  const before = server.requests.length;
  for (let round = 0; round < 3; round++)
    expect(await call({ host: "rebind.example" }, rebound)).toMatchObject({
      error: { kind: "refused-address" },
    });
  expect(server.requests).toHaveLength(before);
  rebound.close();
});

it("says when nothing listens", async () => {
  const gone = await startFakeServer({ authority });
  await gone.close();
  const outcome = await call({ port: portOf(gone) });
  expect(outcome).toMatchObject({ ok: false, sent: false, error: { kind: "unreachable" } });
});

it("waits no longer than it may: for silence, and for a body that drips", async () => {
  const timeout = { ok: false, sent: true, error: { kind: "timeout" } };
  expect(await answering({ never: true }, { timeoutMs: 200 })).toMatchObject(timeout);
  expect(await answering({ trickle: "x".repeat(500), pauseMs: 20 }, { timeoutMs: 300 })).toMatchObject(
    timeout,
  );
});

it("waits no longer for a handshake than it may", async () => {
  const net = await import("node:net");
  const mute = net.createServer(() => undefined).listen(0, "127.0.0.1");
  await new Promise((resolve) => mute.once("listening", resolve));
  const address = mute.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const hasty = new HttpsClient({ ca: [authority.ca], addresses: anyAddress, connectTimeoutMs: 150 });
  expect(await call({ port }, hasty)).toMatchObject({ ok: false, sent: false, error: { kind: "timeout" } });
  hasty.close();
  mute.close();
});

it("reads no more than it may", async () => {
  expect(await answering({ flood: true })).toMatchObject({ ok: false, error: { kind: "too-large" } });
});

it("O8 asks for no room for an answer that is too large", async () => {
  const roomFor = vi.fn(async () => {});
  expect(await answering({ flood: true }, { roomFor })).toMatchObject({ error: { kind: "too-large" } });
  expect(roomFor).not.toHaveBeenCalled();
});

const LARGE = "x".repeat(100_000);

it("O8 has a deadline though asking for room fails", async () => {
  const roomFor = (): Promise<void> => Promise.reject(new Error("no room"));
  const more = { roomFor, maxBytes: 1e6, timeoutMs: 500 };
  expect(await answering({ stuck: LARGE }, more)).toMatchObject({ error: { kind: "timeout" } });
});

it("O8 says why an answer had to give way", async () => {
  const roomFor: HttpsRequest["roomFor"] = async (_, giveWay) => giveWay("others wait");
  const error = { kind: "busy", message: "others wait" };
  expect(await answering({ stuck: LARGE }, { roomFor, maxBytes: 1e6 })).toMatchObject({ error });
});

it("O8 is not the other server's fault that it gives up while its answer waits for room", async () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  onTestFinished(() => void vi.useRealTimers());
  const roomFor = async (): Promise<void> => void vi.advanceTimersByTime(2_000);
  const error = { kind: "busy", message: "the answer had to wait for room for too long" };
  expect(await answering({ cut: LARGE }, { roomFor, maxBytes: 1e6 })).toMatchObject({ error });
});

it("O8 of the answers that arrive at once, the largest gives way where they take too much", async () => {
  const crowded = new HttpsClient({
    ca: [authority.ca],
    addresses: anyAddress,
    arriving: new Arriving(100_000),
  });
  const responder = ({ uri }: { readonly uri: string }): Reply =>
    uri === "/flood" ? { flood: true } : { text: "small" };
  server.responders.push(responder);
  const outcomes = await Promise.all(
    ["/flood", "/small"].map((path) => call({ path, maxBytes: 1e9 }, crowded)),
  );
  server.responders.splice(server.responders.indexOf(responder), 1);
  expect(outcomes).toMatchObject([{ ok: false, sent: true, error: { kind: "busy" } }, { ok: true }]);
  crowded.close();
});

it("O8 an answer in tiny parts takes no more memory than one in large parts", async () => {
  const text = `${" ".repeat(2_000)}{}`;
  const outcome = await answering({ trickle: text, pauseMs: 0 }, { timeoutMs: 60_000 });
  if (!outcome.ok) throw new Error(outcome.error.message);
  expect(Buffer.concat(outcome.answer.body).toString()).toBe(text);
  expect(outcome.answer.body.length).toBeLessThan(200);
});

it("O1 takes few announcements of an answer", async () => {
  const { cert, key } = authority.certificate();
  const early = createServer({ cert, key }, (_, response) => {
    for (let hint = 0; hint < 100; hint++) response.writeEarlyHints({ link: "</style.css>; rel=preload" });
    response.end("{}");
  });
  await new Promise<void>((resolve) => early.listen(0, "127.0.0.1", resolve));
  const address = early.address();
  const port = typeof address === "object" ? (address?.port ?? 0) : 0;
  expect(await call({ port })).toMatchObject({ ok: false, error: { kind: "malformed" } });
  early.closeAllConnections();
  await new Promise((resolve) => early.close(resolve));
});

it("O1 does not wait for an answer from a server that goes over to another protocol", async () => {
  const { cert, key } = authority.certificate();
  const other = createServer({ cert, key }, (_, { socket }) => {
    socket?.write("HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\nxyz");
  });
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  const address = other.address();
  const port = typeof address === "object" ? (address?.port ?? 0) : 0;
  expect(await call({ port })).toMatchObject({ ok: false, error: { kind: "malformed" } });
  other.closeAllConnections();
  await new Promise((resolve) => other.close(resolve));
});

it("tells a broken answer from a whole one", async () => {
  expect(await answering({ cut: '{"half":' })).toMatchObject({
    ok: false,
    sent: true,
    error: { kind: "unreachable" },
  });
  expect(await answering({ drop: true })).toMatchObject({
    ok: false,
    sent: true,
    error: { kind: "unreachable" },
  });
});

it("does not follow redirects", async () => {
  const outcome = await answering({ status: 307, text: "", headers: { location: "https://other.example/" } });
  expect(outcome).toMatchObject({ ok: true, answer: { status: 307 } });
});

it("gives up when the caller does", async () => {
  const controller = new AbortController();
  const calling = answering({ never: true }, { signal: controller.signal });
  const before = server.requests.length;
  await server.until(({ requests }) => requests.length > before);
  controller.abort();
  expect(await calling).toMatchObject({ ok: false, sent: true, error: { kind: "aborted" } });
  expect(await call({ signal: controller.signal })).toMatchObject({ ok: false, sent: false });
});

it("has no more time for both attempts than for one", async () => {
  const fake = await startFakeServer({ authority });
  const more = { port: portOf(fake), hostHeader: fake.name };
  expect(await call(more)).toMatchObject({ ok: true });
  let asked = 0;
  fake.responders.push(async () => {
    // Each alone would be in time.
    await new Promise((resolve) => setTimeout(resolve, 600));
    return ++asked === 1 ? { drop: true } : undefined;
  });
  const outcome = await call({ ...more, timeoutMs: 1_000 });
  expect(outcome).toMatchObject({ ok: false, error: { kind: "timeout" } });
  await fake.close();
});

it("uses a connection again, and survives its being closed meanwhile", async () => {
  const fake = await startFakeServer({ authority });
  const more = { port: portOf(fake), hostHeader: fake.name };
  expect(await call(more)).toMatchObject({ ok: true });
  const seen = fake.requests.length;
  let dropped = false;
  fake.responders.push(() => {
    if (dropped) return undefined;
    dropped = true;
    return { drop: true };
  });
  expect(await call(more)).toMatchObject({ ok: true });
  expect(fake.requests.length - seen).toBe(2);
  await fake.close();
});
