/** SIGTERM while clients knock, write and wait: what was begun is answered, and nothing is logged as an error. */
import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { bin } from "../../support/built.js";
import { Client } from "../support/client.js";
import { startFakeServer } from "../support/fake-server.js";
import { hasPostgres, postgresSchema } from "../support/postgres.js";
import { startServer } from "../support/servers.js";
import { testAuthority } from "../support/tls.js";

interface Running {
  readonly url: string;
  readonly child: ChildProcess;
  /** Resolves with the exit code and what was logged. */
  readonly gone: Promise<{ readonly code: number | null; readonly log: string }>;
}

function start(databaseUrl: string | undefined): Promise<Running> {
  const { DATABASE_URL: _, ...env } = process.env;
  const options = ["--server-name", "closing.example", "--port", "0", "--registration", "open"];
  const child = spawn(process.execPath, [bin, "serve", ...options, ...(databaseUrl ? [] : ["--memory"])], {
    env: { ...env, ...(databaseUrl && { DATABASE_URL: databaseUrl }) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let log = "";
  child.stderr.on("data", (part: Buffer) => {
    log += part.toString();
  });
  const gone = new Promise<{ code: number | null; log: string }>((resolve) =>
    child.once("close", (code) => resolve({ code, log })),
  );
  return new Promise((resolve, reject) => {
    child.once("exit", () => reject(new Error(`the server did not start: ${log}`)));
    let text = "";
    child.stdout.on("data", (part: Buffer) => {
      text += part.toString();
      const url = /clients at (\S+?),?\s/.exec(text)?.[1];
      if (url !== undefined) resolve({ url, child, gone });
    });
  });
}

async function register(url: string, name: string): Promise<Client> {
  const account = { username: name, auth: { type: "m.login.dummy" } };
  const body = await new Client(url, undefined, "").ok("POST", "/register", account);
  return new Client(url, body.access_token, body.user_id);
}

async function stopUnderLoad(databaseUrl: string | undefined): Promise<void> {
  const { url, child, gone } = await start(databaseUrl);
  const alice = await register(url, "alice");
  const room = await alice.createRoom({
    initial_state: [{ type: "m.room.join_rules", content: { join_rule: "knock" } }],
  });
  const eve = await register(url, "eve");
  const { next_batch: since } = await eve.ok("GET", "/sync");
  const answers = new Map<number, number>();
  const broken: string[] = [];
  let stopping = false;
  const load = async (client: Client, at: number): Promise<void> => {
    for (let tries = 0; ; tries++) {
      try {
        const path = `/rooms/${encodeURIComponent(room)}/send/m.room.message/${at}-${tries}`;
        const { status } =
          at % 2 === 0
            ? await client.call("PUT", path, { msgtype: "m.text", body: `${tries}` })
            : await client.knock(room, undefined, `${tries}`);
        answers.set(status, (answers.get(status) ?? 0) + 1);
      } catch (error) {
        // New connections are refused once it is told to stop, which is what ends the load.
        if (!stopping) broken.push(String(error));
        return;
      }
    }
  };
  const knockers = await Promise.all(["bob", "carol", "dave"].map((name) => register(url, name)));
  const waiting = eve.call("GET", `/sync?since=${since}&timeout=60000`).catch(String);
  const loads = Array.from({ length: 16 }, (_, at) =>
    load(at % 2 === 0 ? alice : (knockers[at % 3] ?? alice), at),
  );
  while ((answers.get(200) ?? 0) <= 20) await sleep(20);
  stopping = true;
  child.kill("SIGTERM");
  const { code, log } = await gone;
  await Promise.all(loads);
  const bad = log.split("\n").filter((line) => line !== "" && !line.includes('"level":"info"'));
  expect({ code, bad, broken }).toEqual({ code: 0, bad: [], broken: [] });
  // Waiting requests are answered.
  expect(await waiting).toMatchObject({ status: 200, body: { next_batch: expect.any(String) } });
  expect([...answers.keys()].filter((status) => status >= 500)).toEqual([]);
}

it.concurrent("stops cleanly under load, in memory", () => stopUnderLoad(undefined));

it.concurrent("stops cleanly under load, on PostgreSQL", async ({ skip }) => {
  if (!(await hasPostgres())) skip("there is no PostgreSQL here");
  const schema = await postgresSchema();
  try {
    await stopUnderLoad(schema.url);
  } finally {
    await schema.drop();
  }
});

/** Closes a server while a client's join asks another one, which answers after a while, or never. */
async function closeWhileAsking(answerAfterMs: number): Promise<{ status: unknown; bad: string[] }> {
  const bad: string[] = [];
  const server = await startServer({
    log: (level, message, details) => {
      if (level !== "info") bad.push(`${message} ${JSON.stringify(details)}`);
    },
  });
  const other = await startFakeServer({ authority: testAuthority() });
  other.responders.push(async ({ uri }) => {
    if (!uri.includes("/query/directory")) return undefined;
    await sleep(answerAfterMs, undefined, { ref: false });
    return { json: { room_id: `!there:${other.name}`, servers: [other.name] } };
  });
  const bob = await server.user("bob");
  const joining = bob.post(`/join/${encodeURIComponent(`#door:${other.name}`)}`).catch(String);
  await other.until(({ requests }) => requests.some(({ uri }) => uri.includes("/query/directory")));
  await server.close();
  const answer = await joining;
  await other.close();
  return { status: typeof answer === "string" ? answer : answer.status, bad };
}

it.concurrent("finishes what waits for another server", async () => {
  const { status, bad } = await closeWhileAsking(500);
  expect({ status, bad }).toEqual({ status: 404, bad: [] });
});

it.concurrent("does not wait for ever", async () => {
  const { status, bad } = await closeWhileAsking(600_000);
  expect({ status, bad }).toEqual({ status: 502, bad: [] });
});

it.concurrent("leaves nothing behind when it cannot start", async ({ skip }) => {
  if (!(await hasPostgres())) skip("there is no PostgreSQL here");
  const schema = await postgresSchema();
  const first = await startServer();
  const { port } = new URL(first.url);
  const { DATABASE_URL: _, ...env } = process.env;
  const args = [bin, "serve", "--server-name", "closing.example", "--port", port];
  const child = spawn(process.execPath, args, { env: { ...env, DATABASE_URL: schema.url }, stdio: "pipe" });
  let said = "";
  child.stderr.on("data", (part: Buffer) => {
    said += part.toString();
  });
  // A connection that stays open would keep the process from ending.
  const code = await new Promise((resolve) => child.once("close", resolve));
  await first.close();
  await schema.drop();
  expect({ code, said }).toEqual({
    code: 2,
    said: `knockgen: listen EADDRINUSE: address already in use 127.0.0.1:${port}\n`,
  });
}, 20_000);
