/**
 * The cost of `knockgen proxy` against a plain pipe, in one run: `npm run build && node bench/proxy.mjs [EXCHANGES]`.
 * A server, the pipe and the proxy are processes of their own; rounds take turns, so that other work on the machine meets
 * both. EXCHANGES, 20000 unless given, pass while the memory of the proxy is watched. With PRISM=node_modules/.bin/prism of
 * wherever @stoplight/prism-cli is installed, its proxy stands beside ours, with our description of the client-server API.
 */
import { execFileSync, fork, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { Agent, createServer, request } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const own = fileURLToPath(import.meta.url);
const cli = fileURLToPath(new URL("../dist/bin/main.js", import.meta.url));
const SMALL = "/_matrix/client/v3/devices";
const LARGE = "/_matrix/client/v3/sync";
const VERSIONS = "/_matrix/client/versions";
/** All that stand beside the pipe. */
const NAMES = ["proxy", "Prism"];

if (process.argv[2] === "--server") serve();
else if (process.argv[2] === "--pipe") pipe(Number(process.argv[3]));
else await measure(Number(process.argv[2] ?? 20_000));

function serve() {
  const devices = JSON.stringify({
    devices: Array.from({ length: 3 }, (_, at) => ({ device_id: `D${at}`, display_name: "phone" })),
  });
  const event = (at) => ({
    type: "m.room.message",
    sender: "@ada:example.org",
    event_id: `$${at}`,
    origin_server_ts: at,
    content: { msgtype: "m.text", body: "x".repeat(300) },
  });
  const timeline = {
    events: Array.from({ length: 2_300 }, (_, at) => event(at)),
    limited: true,
    prev_batch: "p",
  };
  const sync = JSON.stringify({ next_batch: "s", rooms: { join: { "!a:example.org": { timeline } } } });
  const answers = new Map([
    [SMALL, devices],
    [LARGE, sync],
    [VERSIONS, '{"versions":["v1.19"]}'],
  ]);
  const server = createServer((incoming, outgoing) => {
    const body = answers.get(incoming.url) ?? "{}";
    outgoing.writeHead(200, {
      "Content-Type": "application/json",
      "Content-Length": Buffer.byteLength(body),
    });
    outgoing.end(body);
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, "127.0.0.1", () => process.send?.(server.address().port));
}

function pipe(port) {
  const agent = new Agent({ keepAlive: true });
  const server = createServer((incoming, outgoing) => {
    const { method, url: path, headers } = incoming;
    const upstream = request({ host: "127.0.0.1", port, method, path, headers, agent }, (answer) => {
      outgoing.writeHead(answer.statusCode, answer.headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(upstream);
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, "127.0.0.1", () => process.send?.(server.address().port));
}

function started(argument, ...more) {
  const child = fork(own, [argument, ...more.map(String)]);
  return new Promise((resolve) => child.once("message", (port) => resolve({ child, port })));
}

/** The first answer counts from the start of the process. */
async function startProxy(target) {
  const begun = performance.now();
  const child = spawn(
    process.execPath,
    [cli, "proxy", "--target", `http://127.0.0.1:${target}`, "--format", "json"],
    {
      stdio: ["ignore", "ignore", "pipe"],
    },
  );
  const port = await new Promise((resolve) => {
    let text = "";
    child.stderr.on("data", (chunk) => {
      text += chunk;
      const found = /at http:\/\/127\.0\.0\.1:(\d+)/.exec(text);
      if (found) resolve(Number(found[1]));
    });
  });
  await ask(new Agent(), port, SMALL);
  return { child, port, firstMs: performance.now() - begun };
}

function ask(agent, port, path) {
  return new Promise((resolve, reject) => {
    const headers = { authorization: "Bearer syt_token" };
    const asked = request({ host: "127.0.0.1", port, path, agent, headers }, (answer) => {
      answer.resume();
      answer.on("end", resolve);
    });
    asked.on("error", reject);
    asked.end();
  });
}

/** Another proxy that judges by an OpenAPI description. */
async function startPrism(prism, target) {
  const folder = mkdtempSync(path.join(tmpdir(), "knockgen-prism-"));
  execFileSync(process.execPath, [cli, "generate", "--emit", "openapi", "--out", folder], {
    stdio: "ignore",
  });
  const description = path.join(folder, "openapi/client-server.json");
  const child = spawn(process.execPath, [
    prism,
    ...["proxy", description, `http://127.0.0.1:${target}`, "--port", "0"],
  ]);
  const port = await new Promise((resolve, reject) => {
    let text = "";
    child.stdout.on("data", (chunk) => {
      text += chunk;
      const found = /listening on http:\/\/127\.0\.0\.1:(\d+)/.exec(text);
      if (found) resolve(Number(found[1]));
    });
    child.once("exit", () => reject(new Error(`Prism has ended: ${text}`)));
  });
  // It looks after its description, and ends where that goes.
  child.once("exit", () => rmSync(folder, { recursive: true }));
  return { child, port };
}

/** Milliseconds for some requests, `width` at a time. */
async function time(port, path, count, width) {
  const agent = new Agent({ keepAlive: true, maxSockets: width });
  await Promise.all(Array.from({ length: width }, () => ask(agent, port, path)));
  const begun = performance.now();
  let left = count;
  await Promise.all(
    Array.from({ length: width }, async () => {
      while (left-- > 0) await ask(agent, port, path);
    }),
  );
  const taken = performance.now() - begun;
  agent.destroy();
  return taken;
}

function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

async function compare(name, ports, path, count, width) {
  const taken = ports.map(() => []);
  for (let round = 0; round < 9; round++)
    for (const [index, port] of ports.entries()) taken[index].push(await time(port, path, count, width));
  const times = taken.map((each) => `${(median(each) / count).toFixed(3)} ms`);
  const ratios = taken.map((each) => median(each.map((value, round) => value / taken[0][round])).toFixed(2));
  const others = times.slice(1).map((each, index) => `${NAMES[index]} ${each}, ${ratios[index + 1]} times`);
  console.log(`${name}: pipe ${times[0]} a request, ${others.join("; ")}`);
}

function megabytes(pid) {
  const [, kilobytes = "0"] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Math.round(Number(kilobytes) / 1024);
}

async function measure(exchanges) {
  const server = await started("--server");
  const plain = await started("--pipe", server.port);
  const proxy = await startProxy(server.port);
  console.log(`first answer ${Math.round(proxy.firstMs)} ms after the start`);
  const prism = process.env.PRISM && (await startPrism(process.env.PRISM, server.port));
  const ports = [plain.port, proxy.port, ...(prism ? [prism.port] : [])];
  for (const port of ports) await time(port, SMALL, 3_000, 4);
  const sizes = [];
  for (let part = 0; part < 10; part++) {
    await time(proxy.port, SMALL, exchanges / 10, 4);
    sizes.push(megabytes(proxy.child.pid));
  }
  console.log(`memory over ${exchanges} exchanges: ${sizes.join(", ")} MB`);
  await compare("small, one at a time", ports, SMALL, 400, 1);
  await compare("small, four at a time", ports, SMALL, 400, 4);
  await compare("1 MB, one at a time", ports, LARGE, 20, 1);
  console.log(`memory at the end: ${megabytes(proxy.child.pid)} MB, the thread for large bodies included`);
  if (prism) console.log(`memory of Prism: ${megabytes(prism.child.pid)} MB`);
  for (const { child } of [server, plain, proxy, ...(prism ? [prism] : [])]) child.kill();
}
