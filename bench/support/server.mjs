/** Benches that ask a server in a process of its own. */
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Calls of clients, over connections that are kept; anything but 200 is an error. */
export function caller(port, maxSockets) {
  const agent = new Agent({ keepAlive: true, maxSockets });
  const call = (method, path, token, body) =>
    new Promise((resolve, reject) => {
      const text = body === undefined ? undefined : JSON.stringify(body);
      const headers = { ...(token && { authorization: `Bearer ${token}` }) };
      if (text !== undefined) headers["content-length"] = Buffer.byteLength(text);
      const sent = request({ agent, port, method, path: `/_matrix/client${path}`, headers }, (response) => {
        let answer = "";
        response.setEncoding("utf8");
        response.on("data", (part) => {
          answer += part;
        });
        response.on("end", () => {
          if (response.statusCode === 200) resolve(JSON.parse(answer));
          else reject(new Error(`${method} ${path}: ${response.statusCode} ${answer}`));
        });
      });
      sent.on("error", reject);
      sent.end(text);
    });
  return { agent, call };
}

/** In a process of its own: tells the parent the port, answers each of its messages by what `measure` sends, and ends at "stop". */
export function serveParent(server, measure) {
  process.on("message", (message) => {
    if (message === "stop") server.close().then(() => process.exit(0));
    else measure();
  });
  process.send({ port: server.clientPort });
}

/** A server that others can reach, on a port of its own. */
export async function startFederated({ store, certificates }, port) {
  const { createServer } = await import("../../server/dist/index.js");
  return createServer({
    config: { serverName: `127.0.0.1:${port}`, registration: "open", rateLimits: false },
    store,
    client: { port: 0 },
    federation: { port, tls: { cert: certificates.cert, key: certificates.key } },
    caFiles: [certificates.ca],
    outgoing: { allowPrivateAddresses: true },
  });
}

/**
 * Runs a benchmark of a server on the PostgreSQL of `DATABASE_URL`, in a schema of its own, or on the embedded database without: in a
 * folder that is deleted afterwards, as `serve` has it, or in memory with `--memory`.
 */
export async function onStore(bench) {
  const url = process.env.DATABASE_URL;
  if (url !== undefined) return inOwnSchema(url, (databaseUrl) => bench("PostgreSQL", { databaseUrl }));
  if (process.argv.includes("--memory")) return bench("in memory", {});
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  try {
    await bench("embedded", { folder });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Works in a schema of PostgreSQL that is dropped afterwards; gets the URL that leads to it. */
export async function inOwnSchema(url, work) {
  const { default: pg } = await import("pg");
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  const schema = `bench_${randomBytes(4).toString("hex")}`;
  await admin.query(`CREATE SCHEMA ${schema}`);
  const options = encodeURIComponent(`-c search_path=${schema}`);
  try {
    await work(`${url}${url.includes("?") ? "&" : "?"}options=${options}`);
  } finally {
    await admin.query(`DROP SCHEMA ${schema} CASCADE`);
    await admin.end();
  }
}
