/** An exchange departs only where all releases that the server claims say so; recorded federation as a whole. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { type FederationFacts, LearnedFacts } from "../../inspect/events/federation-facts.js";
import type { Exchange } from "../../inspect/exchange.js";
import type { Finding } from "../../inspect/finding.js";
import { judge } from "../../inspect/judge/judge.js";
import { loadTables } from "../../inspect/releases/load-release.js";
import { createRelease, type Release } from "../../inspect/releases/release.js";
import { emit } from "../generator/support/emit.js";
import { shared } from "../support/shared.js";
import { latest, line, linesOf } from "./support/exchange.js";

const specification = shared("matrix-spec");
const traces = shared("traces");
const RELEASES = ["v1.1", "v1.7", "v1.16"];

async function releaseOf(name: string, claimed: boolean): Promise<Release> {
  const { folder } = emit(path.join(specification ?? "", name, "data"), { emit: ["inspect"] });
  const tables = await loadTables(folder);
  if (typeof tables === "string") throw new Error(tables);
  return createRelease(tables, { name, claimed });
}

interface Recorded {
  readonly to: string;
  readonly method: string;
  readonly path: string;
  readonly authorization?: string;
  readonly request: unknown;
  readonly status: number;
  readonly response: unknown;
}

function recorded(file: string): Exchange[] {
  const { exchanges }: { readonly exchanges: readonly Recorded[] } = JSON.parse(readFileSync(file, "utf8"));
  const bytes = (value: unknown) =>
    new TextEncoder().encode(value === undefined || value === null ? "" : JSON.stringify(value));
  return exchanges.map(({ to, method, path: target, authorization = "", request, status, response }) => ({
    request: {
      method,
      target,
      headers: [
        ["host", to],
        ["authorization", authorization],
      ],
      body: bytes(request),
    },
    answer: { status, headers: [["content-type", "application/json"]], body: bytes(response) },
  }));
}

function judgedTraces(releases: readonly Release[]): Finding[] {
  return readdirSync(traces ?? "")
    .filter((file) => file.endsWith(".json"))
    .flatMap((file) => recorded(path.join(traces ?? "", file)))
    .flatMap((exchange) => judge(exchange, releases));
}

const MEMBERS = [
  "relayed warning sendJoinV2 body/auth_chain/*/content/avatar_url type m.room.member",
  "relayed warning sendJoinV2 body/content/avatar_url type m.room.member",
  "relayed warning sendJoinV2 body/event/content/avatar_url type m.room.member",
  "relayed warning sendKnock body/content/avatar_url type m.room.member",
  "server error queryProfile body/avatar_url type",
];

/** Old releases do not know that the answer to a join has its event. */
const OLD_MEMBERS = MEMBERS.filter((each) => !each.includes("body/event/"));

test.skipIf(traces === undefined)("recorded federation holds avatars that are null, and nothing else", () => {
  expect([...new Set(judgedTraces([latest]).map(line))].sort()).toEqual(MEMBERS);
});

describe.skipIf(specification === undefined || traces === undefined)("several releases", () => {
  test("a member that only old releases demand is missing only where only they are claimed", async () => {
    const all = await Promise.all(RELEASES.map((name) => releaseOf(name, name === "v1.1")));
    const old = judgedTraces([...all, createRelease(latest.tables, { claimed: false })]);
    const origin = "server error sendJoinV2 body/origin required";
    expect([...new Set(old.map(line))].sort()).toEqual([...OLD_MEMBERS, origin].sort());
    const found = old.filter((finding) => line(finding) === origin);
    expect(found.map(({ since, until }) => [since, until])[0]).toEqual(["v1.1", "v1.7"]);
    const [first, second] = all;
    if (first === undefined || second === undefined) throw new Error("two releases are there");
    expect([...new Set(judgedTraces([first, latest]).map(line))].sort()).toEqual(OLD_MEMBERS);
    const { since, until } = judgedTraces([first, latest])[0] ?? {};
    expect([since, until]).toEqual(["v1.1", "v1.19"]);
  });

  test("what files of old releases demand and no server has, their own examples included", async () => {
    const said = (target: string, answer: object): Exchange => ({
      request: { method: "GET", target, headers: [], body: new Uint8Array() },
      answer: {
        status: 200,
        headers: [["content-type", "application/json"]],
        body: new TextEncoder().encode(JSON.stringify(answer)),
      },
    });
    const metadata = {
      user_fields: [],
      location_fields: [],
      icon: "mxc://a/b",
      field_types: {},
      instances: [],
    };
    const bridge = said("/_matrix/app/v1/thirdparty/protocol/irc", metadata);
    expect(linesOf(bridge, [await releaseOf("v1.1", true)])).toEqual([]);
    const presence = [{ type: "m.presence", sender: "@a:a.example", content: { presence: "online" } }];
    const sync = { end: "s1", rooms: [], presence };
    const first = said("/_matrix/client/v3/initialSync", sync);
    expect(linesOf(first, [await releaseOf("v1.7", true)])).toEqual([]);
  });

  test("events in a pair of a number and an object, which releases describe in two ways", async () => {
    const all = await Promise.all(["v1.7", "v1.16"].map((name) => releaseOf(name, true)));
    const content = { membership: "join", avatar_url: null };
    const event = { type: "m.room.member", state_key: "@a:a.example", sender: "@a:a.example", content };
    const answer = [200, { origin: "b.example", state: [event], auth_chain: [] }];
    const body = new TextEncoder().encode(JSON.stringify(answer));
    const join: Exchange = {
      request: {
        method: "PUT",
        target: "/_matrix/federation/v1/send_join/!a:b.example/%24e",
        headers: [],
        body: undefined,
      },
      answer: { status: 200, headers: [["content-type", "application/json"]], body },
    };
    expect(linesOf(join, all)).toEqual([
      "relayed warning sendJoinV1 body/*/state/*/content/avatar_url type m.room.member",
    ]);
  });
});

test("a release that lacks an operation has no say about it", () => {
  const without = {
    ...latest.tables,
    routes: latest.tables.routes.filter(({ name }) => name !== "getDevices"),
  };
  const older = createRelease(without, { name: "v1.2" });
  const devices: Exchange = {
    request: { method: "GET", target: "/_matrix/client/v3/devices", headers: [], body: new Uint8Array() },
    answer: {
      status: 200,
      headers: [["content-type", "application/json"]],
      body: new TextEncoder().encode('{"devices":[{"device_id":"A","display_name":null}]}'),
    },
  };
  expect(linesOf(devices, [older, latest])).toEqual([
    "server error getDevices body/devices/*/display_name type",
  ]);
  expect(linesOf(devices, [older])).toEqual([]);
  const early = createRelease(latest.tables, { upTo: 1 });
  expect(judge(devices, [early]).length).toBe(1);
});

test("a finding leads to the schema and to the specification's page", () => {
  const [finding] = judge(
    {
      request: { method: "GET", target: "/_matrix/client/v3/devices", headers: [], body: new Uint8Array() },
      answer: {
        status: 200,
        headers: [["content-type", "application/json"]],
        body: new TextEncoder().encode(
          '{"devices":[{"device_id":"A","display_name":null},{"device_id":"B"}]}',
        ),
      },
    },
    [latest],
  );
  expect(finding).toEqual({
    id: "client-server/getDevices:server:200:body/devices/*/display_name#type",
    operation: "client-server/getDevices",
    method: "GET",
    path: "/_matrix/client/v3/devices",
    side: "server",
    level: "error",
    place: "body",
    status: 200,
    pointer: "/devices/*/display_name",
    keyword: "type",
    message: "must be of type string",
    sample: "null",
    count: 1,
    since: "v1.19",
    until: "v1.19",
    schema: {
      release: "v1.19",
      file: "api/client-server/definitions/client_device.yaml",
      pointer: "/properties/display_name",
    },
    link: "https://spec.matrix.org/v1.19/client-server-api/#get_matrixclientv3devices",
  });
});

test("a folder without tables is named", async () => {
  expect(await loadTables("/nowhere")).toContain("knockgen generate --emit inspect");
});

test.skipIf(traces === undefined)(
  "every event of the recorded federation verifies with its servers' keys",
  () => {
    const keys: Readonly<Record<string, readonly [string, string]>> = {
      "127.0.0.1:8448": ["ed25519:a_s1", "fIEbSMcCu7ItDdp5/Xs3mLQJlwlLwSHRjVRvF8xOhbs"],
      "localhost:8449": ["ed25519:a_s2", "zcERAvodCbJCKG47X3KJiX+cC+9iyUfgFBAxl38KsF0"],
    };
    const federation = new LearnedFacts();
    const asked: string[] = [];
    const facts: FederationFacts = {
      keysOf: (server) => {
        asked.push(server);
        const [keyId, publicKey] = keys[server] ?? [];
        return keyId === undefined || publicKey === undefined
          ? []
          : [{ keyId, publicKey, validUntilTs: 2 ** 52 }];
      },
      roomVersionOf: (roomId) => federation.roomVersionOf(roomId),
    };
    const found = readdirSync(traces ?? "")
      .filter((file) => file.endsWith(".json"))
      .flatMap((file) => recorded(path.join(traces ?? "", file)))
      .flatMap((exchange) => {
        federation.learn(exchange);
        return judge(exchange, [latest], { federation: facts });
      });
    expect([...new Set(found.map(line))].sort()).toEqual(MEMBERS);
    expect(asked.length).toBeGreaterThan(20);
  },
);
