/** The projects do what their READMEs say: against this project's own server where they need one. */
import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { createClientServerClient } from "@knockgen/matrix/client/client-server";
import { createServer } from "@knockgen/server";
import { expect, onTestFinished, test } from "vitest";
import { readRegistration } from "../../appservice/index.js";
import { event, startHomeserver } from "../appservice/homeserver.js";
import { Client } from "../server/support/client.js";
import { project, start } from "./support.js";

const SERVER = "home.example";

test("types: events are told apart, and what is wrong with one is told", async () => {
  const { child, output, ended } = start(project("types"));
  const lines = [
    event("a", "hello"),
    {
      ...event("b", "x"),
      type: "m.room.member",
      state_key: "@ada:home.example",
      content: { membership: "knock" },
    },
    { ...event("c", "x"), type: "m.room.topic", content: { topic: "doors" } },
    { ...event("d", "x"), type: "org.example.door", content: {} },
    { ...event("e", "x"), sender: "ada" },
  ].map((each) => JSON.stringify(each));
  child.stdin.end([...lines, "nonsense", ""].join("\n"));
  expect(await ended).toBe(0);
  expect(output().trim().split("\n")).toEqual([
    '@ada:home.example says "hello"',
    "@ada:home.example: knock",
    "m.room.topic",
    "org.example.door, of an application or malformed",
    expect.stringMatching(/^sender must/),
    "not JSON",
  ]);
});

test("bot: it enters the room it is invited to, and answers once", async () => {
  const server = await createServer({
    config: { serverName: "localhost", registration: "open", rateLimits: false },
    client: { port: 0 },
  });
  onTestFinished(() => server.close());
  const baseUrl = `http://127.0.0.1:${server.clientPort}`;
  const register = async (username: string): Promise<Client> => {
    const body = { username, password: "secret", auth: { type: "m.login.dummy" } };
    const { access_token, user_id } = await new Client(baseUrl, undefined, "").ok("POST", "/register", body);
    return new Client(baseUrl, access_token, user_id);
  };
  const [ada, botUser] = [await register("ada"), await register("bot")];
  const bot = start(project("bot"), { HOMESERVER: baseUrl, USERNAME: "bot", PASSWORD: "secret" });
  await expect.poll(bot.output).toContain("logged in as @bot:localhost");
  const roomId = await ada.createRoom({ invite: [botUser.userId] });
  const room = `/rooms/${encodeURIComponent(roomId)}`;
  const members = async (): Promise<unknown> =>
    Object.keys((await ada.get(`${room}/joined_members`)).body.joined);
  await expect.poll(members).toContain("@bot:localhost");
  await ada.ok("PUT", `${room}/send/m.room.message/1`, { msgtype: "m.text", body: "good morning" });
  await ada.ok("PUT", `${room}/send/m.room.message/2`, { msgtype: "m.text", body: "!ping" });
  const said = async (): Promise<unknown> => {
    const { chunk } = (await ada.get(`${room}/messages?dir=b&limit=50`)).body;
    return chunk
      .filter(
        ({ sender, type }: { sender: string; type: string }) =>
          sender === "@bot:localhost" && type === "m.room.message",
      )
      .map(({ content }: { content: { body: string } }) => content.body);
  };
  await expect.poll(said).toEqual(["pong"]);
  bot.child.kill("SIGTERM");
  expect(await bot.ended).toBe(0);
});

test("appservice: its first start writes the registration, its second serves; invitations and messages are answered", async () => {
  const homeserver = await startHomeserver(() => ({
    status: 200,
    body: { event_id: "$1", room_id: "!room:home.example" },
  }));
  const folder = project("appservice");
  const env = { HOMESERVER: homeserver.url, SERVER_NAME: SERVER, PORT: "0" };
  expect(await start(folder, env).ended).toBe(0);
  const file = path.join(folder, "registration.yaml");
  expect(statSync(file).mode & 0o077).toBe(0);
  const { hs_token: token, as_token: ours } = await readRegistration(file);
  const running = start(folder, env);
  await expect.poll(running.output).toContain("listens at");
  const address = /listens at (\S+)/.exec(running.output())?.[1] ?? "";
  const push = (txnId: string): Promise<Response> =>
    fetch(`${address}/_matrix/app/v1/transactions/${txnId}`, {
      method: "PUT",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify({
        events: [
          {
            ...event("a", "x"),
            type: "m.room.member",
            state_key: `@echo_ada:${SERVER}`,
            content: { membership: "invite" },
          },
          {
            ...event("b", "x"),
            type: "m.room.member",
            state_key: `@other:${SERVER}`,
            content: { membership: "invite" },
          },
          event("c", "!echo over the hills"),
          event("d", "only talk"),
        ],
      }),
    });
  expect((await push("1")).status).toBe(200);
  expect((await push("1")).status).toBe(200);
  expect(homeserver.asked.map(({ method, url, body }) => [method, url, body])).toEqual(
    [
      ["POST", `/_matrix/client/v3/rooms/!room:home.example/join?user_id=%40echo_ada%3A${SERVER}`, {}],
      [
        "PUT",
        "/_matrix/client/v3/rooms/!room:home.example/send/m.room.message/echo-$c",
        { msgtype: "m.notice", body: "over the hills" },
      ],
    ].map(([method, url, body]) => [
      method,
      expect.toSatisfy((asked: string) => decodeURIComponent(asked) === decodeURIComponent(String(url))),
      body,
    ]),
  );
  expect(homeserver.asked.every((each) => each.token === `Bearer ${ours}`)).toBe(true);
  expect(existsSync(path.join(folder, "transactions.json"))).toBe(true);
  expect(readFileSync(path.join(folder, ".gitignore"), "utf8")).toContain("registration.yaml");
});

test("worker: notifications are taken, foreign devices rejected, and other requests answered as the specification has it", async () => {
  const folder = project("worker");
  const { default: worker }: { default: { fetch: (request: Request) => Promise<Response> } } = await import(
    pathToFileURL(path.join(folder, "dist/worker.js")).href
  );
  const notify = (body: unknown): Promise<Response> =>
    worker.fetch(
      new Request("https://push.example/_matrix/push/v1/notify", {
        method: "POST",
        body: JSON.stringify(body),
      }),
    );
  const devices = ["com.example.app", "com.example.other"].map((app_id) => ({
    app_id,
    pushkey: `key of ${app_id}`,
  }));
  const answer = await notify({ notification: { event_id: "$1", devices } });
  expect([answer.status, await answer.json()]).toEqual([200, { rejected: ["key of com.example.other"] }]);
  const wrong = await notify({ notification: {} });
  expect([wrong.status, await wrong.json()]).toEqual([
    400,
    expect.objectContaining({ errcode: "M_BAD_JSON" }),
  ]);
  expect((await worker.fetch(new Request("https://push.example/_matrix/else"))).status).toBe(404);
});

test("server: accounts log in and out, and everything else is answered as unknown", async () => {
  const running = start(project("server"), {
    SERVER_NAME: SERVER,
    ACCOUNTS: "ada:secret,bob:pass:word",
    PORT: "0",
  });
  await expect.poll(running.output).toContain("listens at");
  const baseUrl = /listens at (\S+)/.exec(running.output())?.[1] ?? "";
  const anyone = createClientServerClient({ baseUrl, validateResponses: true });
  const logIn = (user: string, password: string): ReturnType<typeof anyone.login> =>
    anyone.login({ body: { type: "m.login.password", identifier: { type: "m.id.user", user }, password } });
  expect((await anyone.getVersions()).body.versions).toEqual(["v1.19"]);
  for (const [user, password] of [
    ["ada", "wrong"],
    ["nobody", "secret"],
    ["", ""],
  ] as const)
    expect(await logIn(user, password)).toMatchObject({ status: 403, body: { errcode: "M_FORBIDDEN" } });
  const login = await logIn("@bob:home.example", "pass:word");
  if (login.status !== 200) throw new Error(login.body.errcode);
  const bob = createClientServerClient({ baseUrl, token: login.body.access_token, validateResponses: true });
  expect(await bob.getTokenOwner()).toMatchObject({ status: 200, body: { user_id: "@bob:home.example" } });
  expect((await fetch(`${baseUrl}/_matrix/client/v3/sync`)).status).toBe(404);
  expect((await bob.logout()).status).toBe(200);
  expect(await bob.getTokenOwner()).toMatchObject({ status: 401, body: { errcode: "M_UNKNOWN_TOKEN" } });
});
