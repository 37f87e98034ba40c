/** C185 to C194, and C123: push rules as their users read, change and sync them. */
import { beforeAll, expect, it } from "vitest";
import { Client } from "../support/client.js";
import { hasPostgres } from "../support/postgres.js";
import { startServer, type TestServer } from "../support/servers.js";
import { lendSchema } from "../support/spare-schemas.js";

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
  return () => server.close();
});

interface Rule {
  readonly rule_id: string;
  readonly enabled: boolean;
  readonly default: boolean;
  readonly actions: unknown[];
}

const ruleAt = (kind: string, id: string, rest = ""): string =>
  `/pushrules/global/${kind}/${encodeURIComponent(id)}${rest}`;
const ids = (rules: readonly Rule[]): string[] => rules.map(({ rule_id }) => rule_id);
const userIds = (rules: readonly Rule[]): string[] => ids(rules).filter((id) => !id.startsWith("."));
const rulesOf = async (client: Client) => (await client.ok("GET", "/pushrules/")).global;

interface Synced {
  readonly account_data?: {
    readonly events: readonly { readonly type: string; readonly content: unknown }[];
  };
}
const synced = ({ account_data }: Synced): unknown =>
  account_data?.events.find(({ type }) => type === "m.push_rules")?.content;

it("C185, C186, C187 every user begins with the predefined rules", async () => {
  const alice = await server.user("alice185");
  const { global } = await alice.ok("GET", "/pushrules/");
  expect(await alice.ok("GET", "/pushrules/global/")).toEqual(global);
  expect(Object.keys(global).sort()).toEqual(["content", "override", "room", "sender", "underride"]);
  const sound = { set_tweak: "sound", value: "default" };
  const highlight = { set_tweak: "highlight" };
  const table = (rules: readonly Rule[]): unknown[] =>
    rules.map((rule) => [rule.rule_id, rule.enabled, rule.default, rule.actions]);
  expect(table(global.override)).toEqual([
    [".m.rule.master", false, true, []],
    [".m.rule.suppress_notices", true, true, []],
    [".m.rule.invite_for_me", true, true, ["notify", sound]],
    [".m.rule.member_event", true, true, []],
    [".m.rule.is_user_mention", true, true, ["notify", sound, highlight]],
    [".m.rule.is_room_mention", true, true, ["notify", highlight]],
    [".m.rule.tombstone", true, true, ["notify", highlight]],
    [".m.rule.reaction", true, true, []],
    [".m.rule.room.server_acl", true, true, []],
    [".m.rule.suppress_edits", true, true, []],
  ]);
  expect(table(global.underride)).toEqual([
    [".m.rule.call", true, true, ["notify", { set_tweak: "sound", value: "ring" }]],
    [".m.rule.encrypted_room_one_to_one", true, true, ["notify", sound]],
    [".m.rule.room_one_to_one", true, true, ["notify", sound]],
    [".m.rule.message", true, true, ["notify"]],
    [".m.rule.encrypted", true, true, ["notify"]],
  ]);
  expect([global.content, global.room, global.sender]).toEqual([[], [], []]);
  const [, , invite, , mention] = global.override;
  expect([invite.conditions[2].pattern, mention.conditions[0].value]).toEqual([alice.userId, alice.userId]);
  expect(await alice.ok("GET", "/pushrules/global/underride/")).toEqual(global.underride);
  expect((await alice.get("/pushrules")).status).toBe(404);
  expect((await alice.get("/pushrules/global/override")).status).toBe(400);
  expect((await new Client(server.url, undefined, "").get("/pushrules/")).body.errcode).toBe(
    "M_MISSING_TOKEN",
  );
});

it("C188 names in the text are mentions only where the server is told so", async () => {
  const legacy = await startServer({ config: { legacyMentions: true } });
  try {
    const alice = await legacy.user("alice188");
    const { content } = await rulesOf(alice);
    expect(content).toMatchObject([
      { rule_id: ".m.rule.contains_user_name", default: true, enabled: true, pattern: "alice188" },
    ]);
    expect((await rulesOf(await server.user("alice188"))).content).toEqual([]);
  } finally {
    await legacy.close();
  }
});

it("C189 rules are made, placed and changed in place", async () => {
  const alice = await server.user("alice189");
  const put = (id: string, query = "", pattern = id) =>
    alice.put(`${ruleAt("content", id)}${query}`, { actions: ["notify"], pattern });
  for (const id of ["one", "two", "three"]) expect((await put(id)).status).toBe(200);
  expect(ids((await rulesOf(alice)).content)).toEqual(["three", "two", "one"]);
  await put("four", "?before=one");
  await put("five", "?after=three");
  await put("six", "?before=two&after=one");
  expect(ids((await rulesOf(alice)).content)).toEqual(["three", "five", "six", "two", "four", "one"]);
  await alice.ok("PUT", ruleAt("content", "five", "/enabled"), { enabled: false });
  await put("five", "", "changed");
  const { content } = await rulesOf(alice);
  expect(ids(content)).toEqual(["three", "five", "six", "two", "four", "one"]);
  expect(content[1]).toEqual({
    rule_id: "five",
    default: false,
    enabled: false,
    actions: ["notify"],
    pattern: "changed",
  });
  await put("one", "?before=three");
  expect(ids((await rulesOf(alice)).content)).toEqual(["one", "three", "five", "six", "two", "four"]);
  for (const query of ["?before=unknown", "?after=unknown", "?before=.m.rule.message", "?before=new"])
    expect([400, 404]).toContain((await put("new", query)).status);
  // The user's own come after the master rule, and before the other predefined ones.
  await alice.ok("PUT", ruleAt("override", "mine"), { actions: [], conditions: [] });
  expect(ids((await rulesOf(alice)).override).slice(0, 3)).toEqual([
    ".m.rule.master",
    "mine",
    ".m.rule.suppress_notices",
  ]);
  // To repeat it changes nothing.
  const { next_batch } = await alice.sync();
  await put("one");
  expect(synced(await alice.sync(next_batch))).toBeUndefined();
});

it("C190 what is not a rule is refused", async () => {
  const alice = await server.user("alice190");
  const right = { actions: ["notify"], pattern: "x" };
  const { pattern: _, ...noPattern } = right;
  const bad: [string, unknown][] = [
    [ruleAt("content", ".mine"), right],
    [ruleAt("content", "a/b"), right],
    [ruleAt("content", "a\\b"), right],
    [ruleAt("content", "x".repeat(256)), right],
    [ruleAt("content", "x"), noPattern],
    [ruleAt("content", "x"), { ...right, pattern: 3 }],
    [ruleAt("content", "x"), { pattern: "x" }],
    [ruleAt("content", "x"), {}],
    [ruleAt("content", "x"), []],
    [ruleAt("content", "x"), { ...right, actions: "notify" }],
    [ruleAt("content", "x"), { ...right, actions: ["shout"] }],
    [ruleAt("content", "x"), { ...right, actions: [{ value: "x" }] }],
    [ruleAt("content", "x"), { ...right, actions: [null] }],
    [ruleAt("override", "x"), { actions: [], conditions: [{ key: "type" }] }],
    [ruleAt("override", "x"), { actions: [], conditions: [{ kind: 4 }] }],
    [ruleAt("override", "x"), { actions: [], conditions: {} }],
    [ruleAt("room", "!x:y"), { ...right, pattern: 3 }],
    [ruleAt("override", "x"), { ...right, pattern: ["x"] }],
    [ruleAt("content", "x"), { ...right, conditions: [{ kind: 4 }] }],
    [ruleAt("other", "x"), right],
    ["/pushrules/device/content/x", right],
    [ruleAt("content", "x", "/other"), { enabled: true }],
    [ruleAt("override", ".m.rule.master"), { actions: [], conditions: [] }],
  ];
  for (const [path, body] of bad) {
    const answer = await alice.put(path, body);
    expect([path, body, answer.status, answer.body.errcode]).toEqual([
      path,
      body,
      400,
      expect.stringMatching(/^M_(INVALID_PARAM|MISSING_PARAM|BAD_JSON)$/),
    ]);
  }
  expect((await alice.put(ruleAt("content", "x"), noPattern)).body.errcode).toBe("M_MISSING_PARAM");
  expect(userIds(Object.values<Rule[]>(await rulesOf(alice)).flat())).toEqual([]);
  for (const kind of ["override", "underride", "room", "sender"])
    expect([kind, (await alice.put(ruleAt(kind, "x"), { actions: ["notify"] })).status]).toEqual([kind, 200]);
  const large = { actions: ["notify"], pattern: "x".repeat(60_000) };
  const statuses: number[] = [];
  for (let at = 0; at < 6; at++)
    statuses.push((await alice.put(ruleAt("content", `large${at}`), large)).status);
  expect(statuses).toEqual([200, 200, 200, 200, 413, 413]);
});

it("C191 what is not there is 404", async () => {
  const alice = await server.user("alice191");
  for (const kind of ["override", "content", "postcontent"])
    for (const rest of ["", "/enabled", "/actions"]) {
      const path = ruleAt(kind, "unknown", rest);
      expect([path, (await alice.get(path)).body.errcode]).toEqual([path, "M_NOT_FOUND"]);
    }
  expect((await alice.call("DELETE", ruleAt("content", "unknown"))).status).toBe(404);
  expect((await alice.call("DELETE", ruleAt("postcontent", "unknown"))).status).toBe(404);
  expect((await alice.put(ruleAt("content", "unknown", "/enabled"), { enabled: true })).status).toBe(404);
  expect((await alice.put(ruleAt("content", "unknown", "/actions"), { actions: [] })).status).toBe(404);
  expect((await alice.get(ruleAt("content", "unknown", "/other"))).status).toBe(404);
  // Of another kind.
  expect((await alice.get(ruleAt("underride", ".m.rule.master"))).status).toBe(404);
});

it("C192 predefined rules can be switched and given other actions, and stay", async () => {
  const alice = await server.user("alice192");
  const message = (rest = ""): string => ruleAt("underride", ".m.rule.message", rest);
  expect(await alice.ok("GET", message("/enabled"))).toEqual({ enabled: true });
  expect(await alice.ok("GET", message("/actions"))).toEqual({ actions: ["notify"] });
  await alice.ok("PUT", message("/enabled"), { enabled: false });
  await alice.ok("PUT", message("/actions"), { actions: [{ set_tweak: "x", value: { y: 1 } }] });
  expect(await alice.ok("GET", message())).toMatchObject({
    default: true,
    enabled: false,
    actions: [{ set_tweak: "x", value: { y: 1 } }],
    conditions: [{ key: "type" }],
  });
  await alice.ok("PUT", message("/enabled"), { enabled: true });
  expect(await alice.ok("GET", message("/actions"))).toEqual({
    actions: [{ set_tweak: "x", value: { y: 1 } }],
  });
  for (const enabled of ["true", 1, null, undefined])
    expect((await alice.put(message("/enabled"), { enabled })).status).toBe(400);
  expect((await alice.put(message("/actions"), { actions: ["shout"] })).status).toBe(400);
  expect((await alice.call("DELETE", message())).status).toBe(400);
  expect(ids((await rulesOf(alice)).underride)).toHaveLength(5);
});

it("C193 actions of before come back as they were given", async () => {
  const alice = await server.user("alice193");
  for (const actions of [["dont_notify"], ["coalesce"], ["notify", "dont_notify"]]) {
    await alice.ok("PUT", ruleAt("room", "!a:b"), { actions });
    expect(await alice.ok("GET", ruleAt("room", "!a:b", "/actions"))).toEqual({ actions });
  }
  await alice.ok("DELETE", ruleAt("room", "!a:b"));
  expect((await rulesOf(alice)).room).toEqual([]);
});

it("C194, C33 rules are account data, whole, at first and after each change", async () => {
  const alice = await server.user("alice194");
  const bob = await server.user("bob194");
  const whole = async (): Promise<unknown> => ({ global: await rulesOf(alice) });
  const first = await alice.sync();
  expect(synced(first)).toEqual(await whole());
  expect(synced(await alice.sync(first.next_batch))).toBeUndefined();
  const others = (await bob.sync()).next_batch;
  let since: string = first.next_batch;
  for (const [method, path, body] of [
    ["PUT", ruleAt("content", "cake"), { actions: ["notify"], pattern: "cake" }],
    ["PUT", ruleAt("content", "cake", "/enabled"), { enabled: false }],
    ["PUT", ruleAt("content", "cake", "/actions"), { actions: [] }],
    ["PUT", ruleAt("override", ".m.rule.master", "/enabled"), { enabled: true }],
    ["DELETE", ruleAt("content", "cake"), undefined],
  ] as const) {
    const waiting = alice.sync(since, 30_000);
    await alice.ok(method, path, body);
    const news = await waiting;
    expect(synced(news)).toEqual(await whole());
    since = news.next_batch;
  }
  expect(synced(await alice.sync())).toEqual(await whole());
  expect((await bob.sync(others)).account_data).toBeUndefined();
  const path = `/user/${encodeURIComponent(alice.userId)}/account_data/m.push_rules`;
  expect(await alice.ok("GET", path)).toEqual(await whole());
  expect((await alice.put(path, await whole())).status).toBe(405);
  const filter = encodeURIComponent(JSON.stringify({ account_data: { not_types: ["m.push_rules"] } }));
  expect(synced(await alice.ok("GET", `/sync?filter=${filter}`))).toBeUndefined();
});

it("C194 a change reaches the syncs of other processes", async ({ skip }) => {
  if (!(await hasPostgres())) skip("there is no PostgreSQL here");
  const schema = await lendSchema();
  const shared = { store: { databaseUrl: schema.url }, config: { serverName: "rules.example" } };
  const [one, two] = [await startServer(shared), await startServer(shared)];
  const alice = await one.user("alice");
  const there = new Client(two.url, alice.token, alice.userId);
  const { next_batch } = await there.sync();
  const waiting = there.sync(next_batch, 30_000);
  await alice.ok("PUT", ruleAt("sender", "@eve:b"), { actions: [] });
  expect(synced(await waiting)).toMatchObject({ global: { sender: [{ rule_id: "@eve:b" }] } });
  await Promise.all([one.close(), two.close()]);
  await schema.drop();
});

it("C123 rules about a room go on to the one that takes its place", async () => {
  const [alice, bob] = [await server.user("alice123"), await server.user("bob123")];
  const old = await alice.createRoom({ preset: "public_chat" });
  await bob.join(old);
  const mute = {
    actions: [],
    conditions: [
      { kind: "event_match", key: "room_id", pattern: old },
      { kind: "event_match", key: "type", pattern: "x" },
    ],
  };
  for (const user of [alice, bob]) {
    await user.ok("PUT", ruleAt("room", old), { actions: ["notify"] });
    await user.ok("PUT", ruleAt("override", old), mute);
    await user.ok("PUT", ruleAt("override", "other"), { actions: [], conditions: [] });
  }
  await alice.ok("PUT", ruleAt("room", old, "/enabled"), { enabled: false });
  let { next_batch } = await bob.sync();
  const { replacement_room: room } = await alice.ok("POST", `/rooms/${encodeURIComponent(old)}/upgrade`, {
    new_version: "11",
  });
  for (let news: unknown; !JSON.stringify(news ?? "").includes(room); ) {
    const body = await bob.sync(next_batch, 5_000);
    next_batch = body.next_batch;
    news = synced(body);
  }
  const { override, room: roomRules } = await rulesOf(bob);
  expect([userIds(roomRules), userIds(override)]).toEqual([
    [room, old],
    ["other", room, old],
  ]);
  expect(override[2].conditions).toEqual([{ ...mute.conditions[0], pattern: room }, mute.conditions[1]]);
  await expect
    .poll(async () => (await rulesOf(alice)).room.map((rule: Rule) => rule.enabled))
    .toEqual([false, false]);
});
