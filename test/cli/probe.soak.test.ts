/** The probe: nothing against our own server, all planted faults and nothing else against a copy, and no host that was not named. */
import { spawnSync } from "node:child_process";
import { type IncomingMessage, request, type ServerResponse } from "node:http";
import { createServer as createKnockServer } from "@knockgen/server";
import { expect, onTestFinished, test } from "vitest";
import { curlOf } from "../../cli/probe/curl.js";
import { probe } from "../../cli/probe/probe.js";
import { printFinding } from "../../inspect/report/terminal.js";
import { bin } from "../support/built.js";
import { KNOWN_DEPARTURES } from "../support/known-departures.js";
import { serve } from "../support/serve.js";

async function ownServer(registration: "open" | "closed" = "open"): Promise<number> {
  const server = await createKnockServer({
    config: { serverName: "probed.example", registration, rateLimits: false },
    client: { port: 0 },
  });
  onTestFinished(() => server.close());
  return server.clientPort;
}

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: string;
}

interface Answered {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

interface Plant {
  readonly name: string;
  readonly finding: string;
  /** Answers by itself, or changes what is asked. */
  readonly before?: (asked: Asked) => Answered | Asked | undefined;
  readonly after?: (asked: Asked, answered: Answered) => Answered | undefined;
}

const V3 = "/_matrix/client/v3";
const failure: Answered = {
  status: 500,
  type: "application/json",
  body: '{"errcode":"M_UNKNOWN","error":"Oops"}',
};
const json = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
const member = (text: string, name: string): unknown => {
  const value = json(text);
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
};
/** Changes what a good answer says. */
const change =
  (path: RegExp, edit: (body: Record<string, unknown>) => void): NonNullable<Plant["after"]> =>
  (asked, answered) => {
    if (asked.method !== "GET" || !path.test(asked.path) || answered.status !== 200) return undefined;
    const body: Record<string, unknown> = JSON.parse(answered.body);
    edit(body);
    return { ...answered, body: JSON.stringify(body) };
  };

const PLANTS: readonly Plant[] = [
  {
    name: "an account without a user",
    finding: "getTokenOwner:server:200:body/user_id#required",
    // Not for the probe's own first question, which is not asked when it opens accounts.
    after: change(/\/account\/whoami$/, (body) => {
      delete body.user_id;
    }),
  },
  {
    name: "a list that is null",
    finding: "getJoinedRooms:server:200:body/joined_rooms#type",
    after: change(/\/joined_rooms$/, (body) => {
      body.joined_rooms = null;
    }),
  },
  {
    name: "a page instead of JSON",
    finding: "getCapabilities:server:200:media-type#media-type",
    after: ({ path }, answered) =>
      path.endsWith("/capabilities") ? { ...answered, type: "text/html", body: "<html>" } : undefined,
  },
  {
    name: "a crash at a number",
    finding: "createRoom:server:probe:body/initial_state#crash@is-a-number",
    before: ({ path, body }) =>
      path === `${V3}/createRoom` && typeof member(body, "initial_state") === "number" ? failure : undefined,
  },
  {
    name: "a direction that is not needed",
    finding: "getRoomEvents:server:probe:query/dir#accepted@is-missing",
    before: (asked) => {
      if (!asked.path.endsWith("/messages") || asked.query.has("dir")) return undefined;
      return { ...asked, query: new URLSearchParams([...asked.query, ["dir", "b"]]) };
    },
  },
  {
    name: "a body that breaks off and is taken",
    finding: "joinRoom:server:probe:body#accepted@breaks-off",
    before: (asked) =>
      asked.path.startsWith(`${V3}/join/`) && asked.body === "{" ? { ...asked, body: "{}" } : undefined,
  },
  {
    name: "a name that is null",
    finding: "getUserProfile:server:200:body/displayname#type",
    after: change(/\/profile\/[^/]+$/, (body) => {
      body.displayname = null;
    }),
  },
  {
    name: "a crash at a missing member",
    finding: "kick:server:probe:body/user_id#crash@is-missing",
    before: ({ path, body }) => {
      const given = json(body);
      const isEmpty =
        typeof given === "object" &&
        given !== null &&
        !Array.isArray(given) &&
        Object.keys(given).length === 0;
      return path.endsWith("/kick") && isEmpty ? failure : undefined;
    },
  },
  {
    name: "a crash at an optional member that the example has",
    finding: "upgradeRoom:server:probe:status#crash",
    before: ({ path, body }) =>
      path.endsWith("/upgrade") && String(member(body, "additional_creators")).startsWith("@")
        ? failure
        : undefined,
  },
  {
    name: "no versions",
    finding: "getVersions:server:200:body/versions#required",
    after: change(/\/versions$/, (body) => {
      delete body.versions;
    }),
  },
  {
    name: "an error without a code",
    finding: "getRoomIdByAlias:server:404:body/errcode#required",
    after: ({ method, path }, answered) =>
      method === "GET" && path.includes("/directory/room/") && answered.status === 404
        ? { ...answered, body: '{"error":"nothing here"}' }
        : undefined,
  },
];

async function ask(
  port: number,
  incoming: IncomingMessage,
  { method, path, query, body }: Asked,
): Promise<Answered> {
  const search = query.toString();
  return new Promise((resolve, reject) => {
    const { authorization } = incoming.headers;
    const asked = request({
      host: "127.0.0.1",
      port,
      method,
      path: search === "" ? path : `${path}?${search}`,
      headers: {
        ...(authorization !== undefined && { authorization }),
        "content-length": Buffer.byteLength(body),
      },
    });
    asked.on("error", reject);
    asked.on("response", (answer) => {
      let text = "";
      answer.setEncoding("utf8");
      answer.on("data", (chunk: string) => {
        text += chunk;
      });
      answer.on("end", () =>
        resolve({ status: answer.statusCode ?? 0, type: answer.headers["content-type"] ?? "", body: text }),
      );
    });
    asked.end(body);
  });
}

type Asks = (asked: Asked) => Promise<Answered>;

/** A copy of a server, with answers that `answer` changes; one that it rejects never comes. */
async function copyOf(port: number, answer: (asked: Asked, own: Asks) => Promise<Answered>): Promise<string> {
  const handle = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    let body = "";
    for await (const chunk of incoming) body += String(chunk);
    const { method = "GET", url = "" } = incoming;
    const [path = "", search = ""] = url.split("?");
    const asked = { method, path, query: new URLSearchParams(search), body };
    const { status, type, body: text } = await answer(asked, (each) => ask(port, incoming, each));
    outgoing.writeHead(status, { "Content-Type": type }).end(text);
  };
  return serve((incoming, outgoing) => {
    handle(incoming, outgoing).catch(() => outgoing.destroy());
  });
}

/** A copy of our server with faults. */
function planted(port: number): Promise<string> {
  return copyOf(port, async (first, own) => {
    let asked = first;
    let answered: Answered | undefined;
    for (const { before } of PLANTS) {
      const changed = before?.(asked);
      if (changed !== undefined && "status" in changed) answered = changed;
      else if (changed !== undefined) asked = changed;
    }
    answered ??= await own(asked);
    for (const { after } of PLANTS) answered = after?.(asked, answered) ?? answered;
    return answered;
  });
}

const LIMITS = { seed: 1, budget: 5_000, rate: 10_000, waivers: KNOWN_DEPARTURES };

test("our own server: nothing", async () => {
  const port = await ownServer();
  const { report } = await probe({ url: `http://127.0.0.1:${port}`, ...LIMITS });
  expect(report.findings.map(printFinding)).toEqual([]);
  expect(report.exchanges).toBeGreaterThan(150);
  expect(report.operations.filter(({ unimplemented }) => !unimplemented).length).toBeGreaterThan(30);
});

test("a copy with planted faults: all of them, and nothing else", async () => {
  const url = await planted(await ownServer());
  const { report, curl } = await probe({ url, ...LIMITS });
  expect(report.findings.map(({ id }) => id.replace("client-server/", "")).sort()).toEqual(
    PLANTS.map(({ finding }) => finding).sort(),
  );
  for (const { id } of report.findings) expect(curl.get(id), id).toMatch(/^curl .*'http:\/\/127/);
  expect([...curl.values()].join("\n")).not.toMatch(/Bearer (?!\$TOKEN)/);
});

test("a failure at a rare value is found at random, and shown with the smallest value that was found", async () => {
  const url = await copyOf(await ownServer(), async (asked, own) => {
    const timeout = asked.path.includes("/typing/") ? member(asked.body, "timeout") : undefined;
    return typeof timeout === "number" && timeout > 123_456 ? failure : own(asked);
  });
  const only = ["setTyping", "getTokenOwner"];
  const plain = await probe({ url, ...LIMITS, only });
  expect(plain.report.findings).toEqual([]);
  const { report, curl } = await probe({ url, ...LIMITS, seed: 2, random: 20, only });
  const id = "client-server/setTyping:server:probe:status#crash";
  expect(report.findings.map((finding) => finding.id)).toEqual([id]);
  const sent: { readonly timeout: number } = JSON.parse(/-d '([^']*)'/.exec(curl.get(id) ?? "")?.[1] ?? "");
  expect(sent.timeout).toBeGreaterThan(123_456);
  expect(sent.timeout).toBeLessThan(2 ** 32);
  await expect(probe({ url, ...LIMITS, seed: 3, random: 20, only, budget: 14 })).resolves.toMatchObject({
    report: { notes: expect.arrayContaining([expect.stringContaining("budget")]) },
  });
});

test("no more requests than the budget, and only operations that are named", async () => {
  const port = await ownServer();
  const url = `http://127.0.0.1:${port}`;
  const few = await probe({ url, ...LIMITS, budget: 20 });
  expect(few.report.notes.join()).toContain("budget");
  const named = await probe({ url, ...LIMITS, seed: 2, only: ["getTokenOwner"] });
  expect(named.report.operations.map(({ operation }) => operation)).toEqual(["client-server/getTokenOwner"]);
});

test("a server that lets nobody in says so, and one elsewhere is left alone", async () => {
  const port = await ownServer("closed");
  await expect(probe({ url: `http://127.0.0.1:${port}`, ...LIMITS })).rejects.toThrow("--token-file");
  const { status, stderr } = spawnSync(process.execPath, [bin, "probe", "https://matrix.example.org"], {
    encoding: "utf8",
  });
  expect([status, stderr]).toEqual([2, expect.stringContaining("--i-own-this-server")]);
});

test("an account that was given is as it was", async () => {
  const url = `http://127.0.0.1:${await ownServer()}`;
  const call = async (token: string, method: string, path: string, body?: object): Promise<string> => {
    const answer = await fetch(`${url}${V3}/${path}`, {
      method,
      headers: { authorization: `Bearer ${token}` },
      ...(body && { body: JSON.stringify(body) }),
    });
    return answer.text();
  };
  const opened = await call("", "POST", "register", { username: "ada", auth: { type: "m.login.dummy" } });
  const [token, user] = [String(member(opened, "access_token")), String(member(opened, "user_id"))];
  const profile = `profile/${encodeURIComponent(user)}`;
  await call(token, "PUT", `${profile}/displayname`, { displayname: "Ada" });
  const algorithm = "m.megolm_backup.v1.curve25519-aes-sha2";
  await call(token, "POST", "room_keys/version", { algorithm, auth_data: { public_key: "a" } });
  const all = (): Promise<string[]> =>
    Promise.all(
      [profile, "devices", "room_keys/version", "pushrules/"].map((path) => call(token, "GET", path)),
    );
  const withoutTimes = async (): Promise<string> =>
    (await all()).join().replace(/"last_seen_\w+":[^,}]+,?/g, "");
  const before = await withoutTimes();
  const { report } = await probe({ url, ...LIMITS, token });
  expect(await withoutTimes()).toBe(before);
  expect(report.notes.join()).toMatch(/\d+ operations that change an account were left out/);
  expect(report.exchanges).toBeGreaterThan(100);
});

test("a request that is not answered is a failure, and a server that is gone ends the probe", async () => {
  let isGone = false;
  const url = await copyOf(await ownServer(), async (asked, own) => {
    const { path, body } = asked;
    isGone ||= path.endsWith("/read_markers") && body === "{";
    if (isGone || (path.includes("/typing/") && body === "null")) throw new Error("no answer");
    return own(asked);
  });
  const at = async (name: string): Promise<[string[], string]> => {
    const { report } = await probe({ url, ...LIMITS, seed: name.length, only: [name] });
    return [report.findings.map(({ id, sample }) => `${id} ${sample}`), report.notes.join()];
  };
  const typing = "client-server/setTyping:server:probe:body#crash@is-null no answer";
  expect(await at("setTyping")).toEqual([[typing], expect.not.stringContaining("no longer")]);
  const marker = "client-server/setReadMarker:server:probe:body#crash@breaks-off no answer";
  expect(await at("setReadMarker")).toEqual([[marker], expect.stringContaining("answers no longer")]);
  await expect(at("getTokenOwner")).rejects.toThrow("cannot be reached");
});

test("the words of a line are for a shell as they were", () => {
  const request = {
    method: "PUT",
    path: `/_matrix/a(b)!*~'%5B?c=%24HOME&d=\`id\``,
    token: "secret",
    body: JSON.stringify({ a: `'"\\$HOME \`id\` !! \n\u2028 ünï` }),
  };
  const script = `curl() { printf '%s\\0' "$@"; }; TOKEN=t\n${curlOf("http://[::1]:1/", request)}`;
  const { stdout } = spawnSync("bash", ["-c", script], { encoding: "utf8" });
  expect(stdout.split("\0")).toEqual([
    ...["-X", "PUT", "-H", "Authorization: Bearer t", "-H", "Content-Type: application/json"],
    ...["-d", request.body, `http://[::1]:1${request.path}`, ""],
  ]);
});

test("a line of curl can be pasted, and has no token", () => {
  const request = { method: "PUT", path: "/_matrix/a?b=c", token: "secret", body: `{"a":"it's"}` };
  expect(curlOf("http://a/", request)).toBe(
    `curl -X PUT -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' -d '{"a":"it'\\''s"}' 'http://a/_matrix/a?b=c'`,
  );
});
