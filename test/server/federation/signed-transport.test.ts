import { AsyncLocalStorage } from "node:async_hooks";
import { setImmediate as turn } from "node:timers/promises";
import { generateKeyPair } from "@knockgen/auth";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Slots } from "../../../server/bounds/slots.js";
import { KeyFetcher } from "../../../server/federation/keys/key-fetcher.js";
import { anyAddress } from "../../../server/federation/transport/address.js";
import type { Discovered } from "../../../server/federation/transport/discovery.js";
import { onBehalfOfCaller } from "../../../server/federation/transport/for-callers.js";
import { usingAnswers } from "../../../server/federation/transport/held-answers.js";
import { type HostPort, HttpsClient } from "../../../server/federation/transport/https-client.js";
import { LargeAnswers } from "../../../server/federation/transport/large-answers.js";
import {
  SignedTransport,
  type SignedTransportOptions,
} from "../../../server/federation/transport/signed-transport.js";
import type { FederationRequest } from "../../../server/federation/transport/transport.js";
import { type FakeServer, startFakeServer } from "../support/fake-server.js";
import { testAuthority } from "../support/tls.js";

const authority = testAuthority();
const https = new HttpsClient({
  ca: [authority.ca],
  addresses: anyAddress,
  hosts: async () => [{ address: "127.0.0.1", family: 4 }],
});
const key = generateKeyPair("1");
let first: FakeServer;
let second: FakeServer;

beforeAll(async () => {
  const certificate = authority.certificate(["delegated.example"]);
  first = await startFakeServer({ authority, certificate });
  second = await startFakeServer({ authority, certificate });
});
afterAll(async () => {
  https.close();
  await Promise.all([first.close(), second.close()]);
});

function at(fake: FakeServer): HostPort {
  return { host: "target.example", port: Number(fake.name.split(":")[1]) };
}

function foundAt(addresses: readonly HostPort[]): Discovered {
  return {
    step: "3.3",
    addresses,
    hostHeader: "delegated.example",
    certificateName: "delegated.example",
  };
}

function transport(
  addresses: readonly HostPort[],
  options: Partial<SignedTransportOptions> = {},
): SignedTransport {
  return new SignedTransport({
    serverName: "us.example",
    signingKey: () => key,
    https,
    discovery: { discover: async () => ({ ok: true, value: foundAt(addresses) }) },
    timeoutMs: 8_000,
    ...options,
  });
}

/** Work of its own, though it begins within other work. */
const elsewhere = AsyncLocalStorage.snapshot();

const request: FederationRequest = {
  destination: "them.example",
  method: "GET",
  uri: "/_matrix/key/v2/server",
};

it("speaks to the host that the records name, by the delegated name, about the server's own", async () => {
  expect(await transport([at(first)]).request(request)).toMatchObject({ ok: true });
  const { headers, uri } = first.requests.at(-1) ?? { headers: new Map(), uri: "" };
  expect(uri).toBe(request.uri);
  expect(headers.get("host")).toBe("delegated.example");
  expect(headers.get("authorization")).toMatch(
    /^X-Matrix origin="us\.example",destination="them\.example",key="ed25519:1",sig="[^"]+"$/,
  );
});

it("goes on to the next address while nobody has seen the request", async () => {
  const gone = await startFakeServer({ authority });
  await gone.close();
  const impostor = await startFakeServer({ authority });
  expect(await transport([at(gone), at(impostor), at(second)]).request(request)).toMatchObject({ ok: true });
  expect(impostor.requests).toEqual([]);
  await impostor.close();
});

it("does not repeat at another address what was seen at the first", async () => {
  const before = second.requests.length;
  first.responders.push(() => ({ cut: "{" }));
  const result = await transport([at(first), at(second)]).request({ ...request, method: "PUT", content: {} });
  first.responders.pop();
  expect(result).toMatchObject({ ok: false, error: { kind: "unreachable" } });
  expect(second.requests).toHaveLength(before);
});

it("says that there is no service where the records say so", async () => {
  expect(await transport([]).request(request)).toMatchObject({ ok: false, error: { kind: "unreachable" } });
});

it("says that what is to be sent has no encoding, and sends nothing", async () => {
  const before = first.requests.length;
  const result = await transport([at(first)]).request({
    ...request,
    method: "PUT",
    content: { a: "\ud800" },
  });
  expect(result).toMatchObject({ ok: false, error: { kind: "unsendable" } });
  expect(first.requests).toHaveLength(before);
});

it("lets a few requests at a server run, a few more wait, and refuses the rest", async () => {
  const slow = transport([at(first)], { slots: { perKey: 2, waitingPerKey: 1 } });
  const answers: (() => void)[] = [];
  first.responders.push(async () => {
    await new Promise<void>((resolve) => answers.push(resolve));
    return { json: {} };
  });
  const running = [1, 2, 3, 4].map(() => slow.request(request));
  expect(await running[3]).toMatchObject({ ok: false, error: { kind: "busy" } });
  await first.until(() => answers.length === 2);
  answers[0]?.();
  await first.until(() => answers.length === 3);
  for (const answer of answers) answer();
  first.responders.pop();
  expect(await Promise.all(running.slice(0, 3))).toMatchObject([{ ok: true }, { ok: true }, { ok: true }]);
});

it("stops waiting for a slot, and for name servers, when the caller does", async () => {
  const never = new Promise<never>(() => undefined);
  const stuck = transport([], {
    discovery: { discover: () => never },
    slots: { perKey: 1, waitingPerKey: 5 },
  });
  const controller = new AbortController();
  const waiting = [1, 2, 3].map(() => stuck.request({ ...request, signal: controller.signal }));
  controller.abort();
  for (const one of waiting) expect(await one).toMatchObject({ ok: false, error: { kind: "aborted" } });
});

it("O11: keys are not waited for as long as a server likes to take for other answers", async () => {
  let answer = (): void => {};
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  first.responders.push(async ({ uri }) => {
    if (uri !== "/slow") return undefined;
    await answered;
    return { json: {} };
  });
  const busy = transport([at(first)], { slots: { perKey: 1, waitingPerKey: 1 } });
  const slow = busy.request({ ...request, uri: "/slow" });
  const fetcher = new KeyFetcher({ transport: busy, timeoutMs: 50 });
  expect(await fetcher.direct("them.example")).toBeUndefined();
  answer();
  expect(await slow).toMatchObject({ ok: true });
  first.responders.pop();
});

it("lets servers that were silent hold up no one who asks another, and no other user", async () => {
  const found = foundAt([at(first)]);
  let isBack = false;
  let release = (): void => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const discover = async (name: string): ReturnType<SignedTransportOptions["discovery"]["discover"]> => {
    if (name === "up.example") return { ok: true, value: found };
    if (isBack) await held;
    return { ok: false, error: { kind: "unreachable", message: "silent" } };
  };
  const calls = transport([], { discovery: { discover } });
  const ask = (user: string, destination: string) =>
    onBehalfOfCaller(user, () => calls.request({ ...request, destination }));
  const askSilent = (): ReturnType<typeof ask>[] =>
    Array.from({ length: 20 }, (_, at) => ask("@a:us", `silent${at}.example`));
  await Promise.all(askSilent());
  isBack = true;
  const asked = askSilent();
  expect(await ask("@a:us", "up.example")).toMatchObject({ ok: true });
  expect(await ask("@b:us", "up.example")).toMatchObject({ ok: true });
  release();
  expect(await Promise.all(asked)).toHaveLength(20);
});

it("tells who was called whether the server answered", async () => {
  const seen: [string, boolean][] = [];
  const observe = (server: string, answered: boolean): unknown => seen.push([server, answered]);
  await transport([at(first)], { observe }).request(request);
  await transport([], { observe }).request(request);
  expect(seen).toEqual([
    ["them.example", true],
    ["them.example", false],
  ]);
});

it("hands slots on in order, and keeps nothing of idle servers", async () => {
  const slots = new Slots({ perKey: 1, waitingPerKey: 10 });
  const order: number[] = [];
  await Promise.all(
    [1, 2, 3].map((n) =>
      slots
        .run("a", async () => {
          await Promise.resolve();
          order.push(n);
          if (n === 2) throw new Error("work may fail");
        })
        .catch(() => undefined),
    ),
  );
  expect(order).toEqual([1, 2, 3]);
  expect(await slots.run("a", async () => "free again")).toBe("free again");
});

it.each([
  [100, undefined, "too-large"],
  [undefined, 100, "too-large"],
  [Number.POSITIVE_INFINITY, 100, "too-large"],
  [Number.POSITIVE_INFINITY, undefined, undefined],
])("reads %s bytes for a call, at most %s for any", async (ofCall, ofAny, kind) => {
  const sender = transport([at(first)], ofAny === undefined ? {} : { maxBytes: ofAny });
  const result = await sender.request({ ...request, ...(ofCall === undefined ? {} : { maxBytes: ofCall }) });
  expect(result.ok ? undefined : result.error.kind).toBe(kind);
});

const LARGE = JSON.stringify({ text: "x".repeat(100_000) });

/** A transport with room for one large answer, such as `first` gives at `/large` until its last responder is taken off. */
function withLargeAnswer(waitingPerKey: number): SignedTransport {
  first.responders.push(({ uri }) => (uri === "/large" ? { text: LARGE } : undefined));
  return transport([at(first)], { large: new LargeAnswers(1), slots: { perKey: 1, waitingPerKey } });
}

it("O8 reads a large answer once the work that asked for another one has ended", async () => {
  const sender = withLargeAnswer(9);
  const ask = (uri = "/large") => sender.request({ ...request, uri });
  const order: string[] = [];
  let other: Promise<unknown> = Promise.resolve();
  await usingAnswers(async () => {
    await ask();
    other = elsewhere(async () => order.push(`other ${(await ask()).ok}`));
    await first.until(() => first.requests.filter(({ uri }) => uri === "/large").length === 2);
    // The other one had the only slot, and waits for the end of this work.
    expect([await ask(), await ask(request.uri)]).toMatchObject([{ ok: true }, { ok: true }]);
    order.push("end");
  });
  await other;
  first.responders.pop();
  expect(order).toEqual(["end", "other true"]);
});

it.each([undefined, "@a:us"])("O8 work of %s waits for none that waits for its end", async (caller) => {
  const sender = withLargeAnswer(99);
  const ask = () => sender.request({ ...request, uri: "/large" });
  // More than each caller has at once.
  const work = () =>
    usingAnswers(async () => {
      const asked: ReturnType<typeof ask>[] = [];
      while (asked.length < 8) {
        asked.push(ask());
        // The other work asks in between.
        await turn();
      }
      return Promise.all(asked);
    });
  const works = [work, work].map((one) => (caller === undefined ? one() : onBehalfOfCaller(caller, one)));
  for (const answers of await Promise.all(works)) expect(answers.every(({ ok }) => ok)).toBe(true);
  first.responders.pop();
});

it("O8 work that holds a large answer has no more requests under way than others", async () => {
  let underWay = 0;
  let most = 0;
  first.responders.push(async ({ uri }) => {
    if (uri === "/large") return { text: LARGE };
    most = Math.max(most, ++underWay);
    await new Promise((resolve) => setTimeout(resolve, 20));
    underWay--;
    return { json: {} };
  });
  const sender = transport([at(first)], { slots: { perKey: 2, waitingPerKey: 9 } });
  await usingAnswers(async () => {
    await sender.request({ ...request, uri: "/large" });
    await Promise.all(Array.from({ length: 6 }, () => sender.request(request)));
  });
  first.responders.pop();
  expect(most).toBe(2);
});

it("O8 an answer that is given up while it waits for room keeps nothing", async () => {
  const sender = withLargeAnswer(9);
  const controller = new AbortController();
  const seen = first.requests.length;
  await usingAnswers(async () => {
    await sender.request({ ...request, uri: "/large" });
    const given = elsewhere(() => sender.request({ ...request, uri: "/large", signal: controller.signal }));
    await first.until(() => first.requests.length === seen + 2);
    controller.abort();
    expect(await given).toMatchObject({ ok: false, error: { kind: "aborted" } });
    // Its slot is free again.
    expect(await elsewhere(() => sender.request(request))).toMatchObject({ ok: true });
  });
  first.responders.pop();
});

it("O8 answers of some megabytes all arrive, though one at a time where there is room for one", async () => {
  const text = JSON.stringify(["x".repeat(1_000_000), "x".repeat(1_000_000)]);
  first.responders.push(({ uri }) => (uri === "/megabytes" ? { text } : undefined));
  const sender = transport([at(first)], { large: new LargeAnswers(1), timeoutMs: 60_000 });
  let underWay = 0;
  let most = 0;
  const asked = Array.from({ length: 8 }, () =>
    usingAnswers(async () => {
      const { ok } = await sender.request({ ...request, uri: "/megabytes" });
      most = Math.max(most, ++underWay);
      await new Promise((resolve) => setTimeout(resolve, 10));
      underWay--;
      return ok;
    }),
  );
  expect(await Promise.all(asked)).toEqual(asked.map(() => true));
  expect(most).toBe(1);
  first.responders.pop();
});

it("O8 reads no more of an error than is of use", async () => {
  const stuck = "x".repeat(70_000);
  first.responders.push(({ uri }) => (uri === "/error" ? { status: 400, stuck } : undefined));
  const sender = transport([at(first)], { large: new LargeAnswers(1) });
  await usingAnswers(async () => {
    const result = await sender.request({ ...request, uri: "/error" });
    expect(result).toMatchObject({ ok: false, error: { kind: "http", message: "status 400" } });
  });
  first.responders.pop();
});

it("O8 says of an answer with too many values that it has too many", async () => {
  const text = `[${Array(1_500_001).fill("1").join()}]`;
  first.responders.push(({ uri }) => (uri === "/values" ? { text } : undefined));
  expect(await transport([at(first)]).request({ ...request, uri: "/values" })).toEqual({
    ok: false,
    error: { kind: "malformed", message: "the answer holds too many values" },
  });
});
