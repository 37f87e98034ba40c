/** The proxy judges what passes: by the releases that a server names, large bodies in a thread, and before it passes if that is wanted. */
import { createServer } from "node:http";
import { expect, test } from "vitest";
import { createProxy } from "../../inspect/proxy/create-proxy.js";
import { line } from "./support/exchange.js";
import { ask, behindProxy, DEVICES, FOUND_IN_DEVICES, JSON_TYPE, WRONG_DEVICES } from "./support/upstream.js";

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
  expect(proxy.report().findings.map((finding) => [line(finding), finding.count])).toEqual([
    [FOUND_IN_DEVICES[0], 2],
  ]);
});

test("large bodies that come at once are all judged", async () => {
  const devices = Array.from({ length: 20_000 }, (_, index) => ({
    device_id: `D${index}`,
    display_name: "x".repeat(20),
  }));
  const { proxy } = await behindProxy((_, response) => {
    response.writeHead(200, JSON_TYPE).end(JSON.stringify({ devices }));
  });
  await Promise.all(Array.from({ length: 12 }, () => ask(proxy, DEVICES)));
  await proxy.settled();
  const { exchanges, unchecked } = proxy.report();
  expect({ exchanges, unchecked }).toEqual({ exchanges: 12, unchecked: {} });
});

test("an exchange that could not be judged or recorded is counted, and the next one passes", async () => {
  const { proxy } = await behindProxy(
    (_, response) => response.writeHead(200, JSON_TYPE).end(WRONG_DEVICES),
    {
      onExchange: () => {
        throw new Error("the disk is full");
      },
    },
  );
  for (const _ of [1, 2]) expect((await ask(proxy, DEVICES)).status).toBe(200);
  await proxy.settled();
  expect(proxy.report().unchecked).toEqual({ failed: 2 });
});

test("enforced, a refusal that cannot be told is sent all the same, and counted", async () => {
  const { proxy } = await behindProxy((_, response) => response.writeHead(200, JSON_TYPE).end("{}"), {
    enforce: true,
    onFinding: () => {
      throw new Error("the disk is full");
    },
  });
  const body = '{"user_id":7}';
  const headers = ["Content-Type", "application/json", "Content-Length", String(body.length)];
  for (const _ of [1, 2])
    expect(
      (await ask(proxy, "/_matrix/client/v3/rooms/!a/kick", { method: "POST", headers, body })).status,
    ).toBe(400);
  expect(proxy.report().unchecked).toEqual({ failed: 1 });
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
