/** O48: metrics at a port of their own, a log with the IDs of requests, and no secret in either. */
import { jsonLog } from "@knockgen/server";
import { expect, it } from "vitest";
import { PASSWORD, startServer } from "./support/servers.js";

const SECRET = "the cat is under the red chair";

it("O48 counts what it does, and tells no secret", async () => {
  const lines: string[] = [];
  const server = await startServer({ metrics: { port: 0 }, log: jsonLog((line) => lines.push(line)) });
  const alice = await server.user("alice", PASSWORD);
  const room = await alice.createRoom({ preset: "private_chat", topic: SECRET });
  const path = `/rooms/${encodeURIComponent(room)}`;
  await alice.ok("PUT", `${path}/send/m.room.message/1`, { msgtype: "m.text", body: SECRET });
  await alice.sync();
  await fetch(`${server.url}/_matrix/client/v3/account/whoami?access_token=${alice.token}`);
  await fetch(`${server.url}/_matrix/client/v3/account/whoami?access_token=nobody-knows-it`);
  for (const joint of ["&", ";", "/", "%3F"])
    for (const equals of ["=", "%3D", "=%3d"])
      await fetch(`${server.url}/_matrix/client/v3/sync${joint}access_token${equals}${alice.token}`);
  await fetch(`${server.url}/nothing/here`);

  const at = `http://127.0.0.1:${server.metricsPort}`;
  const answer = await fetch(`${at}/metrics`);
  expect([answer.status, answer.headers.get("content-type")]).toEqual([
    200,
    expect.stringMatching(/^text\/plain; version=0\.0\.4/),
  ]);
  const text = await answer.text();
  const value = (line: RegExp): number => Number(line.exec(text)?.[1]);
  expect(value(/^knockgen_requests_total\{api="client",method="PUT",status="200"\} (\d+)/m)).toBe(1);
  expect(value(/^knockgen_requests_total\{api="client",method="GET",status="401"\} (\d+)/m)).toBe(1);
  expect(value(/^knockgen_requests_total\{api="other",method="GET",status="404"\} (\d+)/m)).toBe(1);
  expect(value(/^knockgen_operation_seconds_count\{operation="createRoom"\} (\d+)/m)).toBe(1);
  expect(value(/^knockgen_cache_bytes\{cache="events"\} (\d+)/m)).toBeGreaterThan(0);
  for (const name of [
    "knockgen_outbox_items",
    "knockgen_outbox_destinations",
    "knockgen_writer_queue_changes",
    "knockgen_waiting_polls",
    "nodejs_eventloop_lag_p99_seconds",
    "process_resident_memory_bytes",
  ])
    expect(value(new RegExp(`^${name} (\\S+)`, "m")), name).toBeGreaterThanOrEqual(0);

  // The clients' port does not have them.
  for (const port of [at, server.url]) {
    const { headers } = await fetch(`${port}/_matrix/client/versions`);
    expect(headers.get("keep-alive")).toBe("timeout=75");
  }
  expect((await fetch(`${server.url}/metrics`)).status).toBe(404);
  expect((await fetch(`${at}/_matrix/client/versions`)).status).toBe(404);
  await server.close();
  await expect(fetch(`${at}/metrics`)).rejects.toThrow();

  const requests = lines.map((line) => JSON.parse(line)).filter(({ message }) => message === "request");
  expect(new Set(requests.map(({ request }) => request)).size).toBe(requests.length);
  expect(requests).toContainEqual(
    expect.objectContaining({ level: "info", method: "GET", path: "/nothing/here", status: 404 }),
  );
  for (const secret of [SECRET, alice.token ?? "", "nobody-knows-it", PASSWORD])
    for (const said of [text, lines.join("")]) expect(said.includes(secret), secret).toBe(false);
  expect(text).not.toContain(room);
  expect(text).not.toContain(alice.userId);
});

it("O48 what strangers send makes no new labels", async () => {
  const server = await startServer({ metrics: { port: 0 } });
  for (let at = 0; at < 20; at++) await fetch(`${server.url}/_matrix/x${at}/y`, { method: "PROPFIND" });
  const text = await (await fetch(`http://127.0.0.1:${server.metricsPort}/metrics`)).text();
  expect(text.split("\n").filter((line) => line.startsWith("knockgen_requests_total{"))).toHaveLength(1);
  await server.close();
});
