/** Who may send which membership event, and through which server. */
import { isJsonObject, type JsonObject, own } from "@knockgen/auth";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Client } from "../support/client.js";
import { type FakeServer, startFakeServer } from "../support/fake-server.js";
import { handshakesOf } from "../support/remote.js";
import { startServer, type TestServer } from "../support/servers.js";
import { testAuthority } from "../support/tls.js";

let hs1: TestServer;
let hs2: TestServer;
let fake: FakeServer;
let alice: Client;
let count = 0;
/** Operations that other servers have called on the first one. */
const asked: string[] = [];

beforeAll(async () => {
  hs1 = await startServer({
    onFederationRequest: ({ path }) => asked.push(path.split("/")[4] ?? ""),
  });
  hs2 = await startServer();
  fake = await startFakeServer({ authority: testAuthority() });
  alice = await hs1.user("alice");
});
beforeEach(() => {
  asked.length = 0;
});
afterAll(async () => {
  await Promise.all([hs1?.close(), hs2?.close(), fake?.close()]);
});

const handshakes = () => asked.filter((operation) => /^(make|send)_/.test(operation));

function room(rule: string, version = "10", more: JsonObject = {}): Promise<string> {
  return alice.createRoom({
    preset: "private_chat",
    room_version: version,
    initial_state: [{ type: "m.room.join_rules", content: { join_rule: rule } }],
    ...more,
  });
}

const refusedFor = (answer: { status: number; body: { errcode?: string } }) => [
  answer.status,
  answer.body.errcode,
];
const FORBIDDEN = [403, "M_FORBIDDEN"];

describe.each(["local", "remote"] as const)("a %s user outside", (where) => {
  let bob: Client;
  const via = () => hs1.serverName;
  beforeEach(async () => {
    bob = await (where === "local" ? hs1 : hs2).user(`bob${++count}`);
  });

  it("N1 N23 may refuse an invite, knock, and withdraw a knock", async () => {
    const id = await room("knock");
    expect((await alice.act(id, "invite", bob.userId)).status).toBe(200);
    await bob.see(id, bob.userId, "invite");
    expect((await bob.act(id, "leave")).status).toBe(200);
    await alice.see(id, bob.userId, "leave");
    expect((await bob.knock(id, via())).status).toBe(200);
    await alice.see(id, bob.userId, "knock");
    const { next_batch } = await alice.sync();
    expect((await bob.act(id, "leave")).status).toBe(200);
    await alice.seeSince(next_batch, id, bob.userId, "leave");
  });

  it("N1 N4 may do so by state events, wherever the room is", async () => {
    const id = await room("knock");
    const set = async (membership: string, reason: string) => {
      const answer = await bob.setState(id, "m.room.member", { membership, reason }, bob.userId);
      expect([answer.status, typeof answer.body.event_id]).toEqual([200, "string"]);
      return (await alice.see(id, bob.userId, membership)).content.reason;
    };
    expect((await alice.act(id, "invite", bob.userId)).status).toBe(200);
    await bob.see(id, bob.userId, "invite");
    expect(await set("leave", "no")).toBe("no");
    await set("knock", "please");
    await bob.see(id, bob.userId, "knock");
    const { next_batch } = await alice.sync();
    await bob.setState(id, "m.room.member", { membership: "leave", reason: "later" }, bob.userId);
    expect((await alice.seeSince(next_batch, id, bob.userId, "leave")).content.reason).toBe("later");
  });

  it("N1 N4 their state events keep what else they say, and are refused where POST would be", async () => {
    const id = await room("knock");
    const set = (content: object) => bob.setState(id, "m.room.member", content, bob.userId);
    const more = { displayname: "Bobby", "org.example.a": 1 };
    expect((await set({ membership: "knock", ...more })).status).toBe(200);
    expect((await alice.see(id, bob.userId, "knock")).content).toMatchObject(more);
    const { next_batch } = await alice.sync();
    expect((await set({ membership: "leave", "org.example.b": 2 })).status).toBe(200);
    const left = await alice.seeSince(next_batch, id, bob.userId, "leave");
    expect(left.content).toMatchObject({ "org.example.b": 2 });
    if (where === "remote") {
      const refused = await bob.post(`/knock/${encodeURIComponent(id)}`, { reason: 5 });
      expect(refusedFor(await set({ membership: "knock", reason: 5 }))).toEqual(refusedFor(refused));
    }
  });

  it("N1 may do nothing else to a membership", async () => {
    const id = await room("knock");
    const member = await hs1.user(`member${count}`);
    expect((await alice.act(id, "invite", member.userId)).status).toBe(200);
    expect((await member.join(id)).status).toBe(200);
    for (const knocks of [false, true]) {
      if (knocks) expect((await bob.knock(id, via())).status).toBe(200);
      else expect(refusedFor(await bob.act(id, "leave"))).toEqual(FORBIDDEN);
      for (const act of ["invite", "kick", "ban", "unban"])
        expect(refusedFor(await bob.act(id, act, member.userId))).toEqual(FORBIDDEN);
      for (const [membership, user] of [
        ["join", bob],
        ["invite", bob],
        ["ban", bob],
        ["leave", member],
      ] as const)
        expect(refusedFor(await bob.setState(id, "m.room.member", { membership }, user.userId))).toEqual(
          FORBIDDEN,
        );
      expect(refusedFor(await bob.join(id, via()))).toEqual(FORBIDDEN);
    }
    await alice.see(id, bob.userId, "knock");
    await alice.see(id, member.userId, "join");
  });

  it.each(["invite", "knock"])("N2 N23 with join rule %s nobody joins without an invite", async (rule) => {
    const id = await room(rule);
    expect(refusedFor(await bob.join(id, via()))).toEqual(FORBIDDEN);
    expect((await alice.act(id, "invite", bob.userId)).status).toBe(200);
    expect((await bob.join(id, via())).status).toBe(200);
    await alice.see(id, bob.userId, "join");
    expect((await bob.act(id, "leave")).status).toBe(200);
    // Once the room's server has heard of it (#37).
    await alice.see(id, bob.userId, "leave");
    expect(refusedFor(await bob.join(id, via()))).toEqual(FORBIDDEN);
  });

  it.each(["1", "6"])("N2 N21 version %s has no knocking", async (version) => {
    const id = await room("knock", version);
    expect(refusedFor(await bob.knock(id, via()))).toEqual(FORBIDDEN);
  });

  it.each(["7", "8", "9", "10", "11", "12"])("N2 N21 version %s has knocking", async (version) => {
    const id = await room("knock", version);
    expect((await bob.knock(id, via())).status).toBe(200);
    await alice.see(id, bob.userId, "knock");
  });

  it.each(["7", "8", "9", "10", "11", "12"])(
    "N3 N21 version %s knows restricted from 8 on, knock_restricted from 10 on",
    async (version) => {
      const space = await alice.createRoom({ preset: "public_chat", room_version: version });
      expect((await bob.join(space, via())).status).toBe(200);
      await alice.see(space, bob.userId, "join");
      for (const [rule, since] of [
        ["restricted", 8],
        ["knock_restricted", 10],
      ] as const) {
        const id = await room(rule, version, {
          initial_state: [
            {
              type: "m.room.join_rules",
              content: { join_rule: rule, allow: [{ type: "m.room_membership", room_id: space }] },
            },
          ],
        });
        const knows = Number(version) >= since;
        const knock = await bob.knock(id, via());
        expect(knock.status).toBe(knows && rule === "knock_restricted" ? 200 : 403);
        expect((await bob.join(id, via())).status).toBe(knows ? 200 : 403);
      }
    },
  );

  it("N4 who is joined, invited or banned cannot knock; an invite, a kick and a ban answer a knock", async () => {
    const id = await room("knock");
    const refused = async () => expect(refusedFor(await bob.knock(id, via()))).toEqual(FORBIDDEN);
    const knocks = async (reason: string) => {
      expect((await bob.knock(id, via(), reason)).status).toBe(200);
      await alice.see(id, bob.userId, "knock");
    };
    const { next_batch } = await bob.sync();
    await knocks("first");
    expect((await alice.act(id, "kick", bob.userId)).status).toBe(200);
    await bob.seeSince(next_batch, id, bob.userId, "leave");
    await knocks("second");
    expect((await alice.act(id, "ban", bob.userId, "no")).status).toBe(200);
    const banned = await bob.seeSince(next_batch, id, bob.userId, "ban");
    expect([banned.sender, banned.content.reason]).toEqual([alice.userId, "no"]);
    await refused();
    expect((await alice.act(id, "unban", bob.userId)).status).toBe(200);
    await knocks("third");
    // A leave sent by another user is a refusal, too.
    expect((await alice.setState(id, "m.room.member", { membership: "leave" }, bob.userId)).status).toBe(200);
    await knocks("fourth");
    expect((await alice.act(id, "invite", bob.userId)).status).toBe(200);
    await refused();
    expect((await bob.join(id, via())).status).toBe(200);
    await refused();
  });

  it("N5 accepting takes the power to invite, refusing that to kick or to ban", async () => {
    const levels = { users: { [alice.userId]: 100 }, invite: 50, kick: 60, ban: 70, events_default: 0 };
    const id = await room("knock", "10", { power_level_content_override: levels });
    const helper = await hs1.user(`helper${count}`);
    expect((await alice.act(id, "invite", helper.userId)).status).toBe(200);
    expect((await helper.join(id)).status).toBe(200);
    expect((await bob.knock(id, via())).status).toBe(200);
    // A kick has no need to be undone.
    const undoing = { invite: "kick", kick: undefined, ban: "unban" } as const;
    const steps: readonly [level: number, allowed: readonly string[]][] = [
      [0, []],
      [50, ["invite"]],
      [60, ["invite", "kick"]],
      [70, ["invite", "kick", "ban"]],
    ];
    for (const [level, allowed] of steps) {
      const users = { ...levels.users, [helper.userId]: level };
      expect((await alice.setState(id, "m.room.power_levels", { ...levels, users })).status).toBe(200);
      for (const act of ["invite", "kick", "ban"] as const) {
        const answer = await helper.act(id, act, bob.userId);
        if (!allowed.includes(act)) {
          expect(refusedFor(answer)).toEqual(FORBIDDEN);
          continue;
        }
        expect(answer.status).toBe(200);
        const undo = undoing[act];
        if (undo !== undefined) expect((await alice.act(id, undo, bob.userId)).status).toBe(200);
        expect((await bob.knock(id, via(), `${level} ${act}`)).status).toBe(200);
      }
    }
  });

  it("#47 #49 finds knock, invite, join and leave each in its own place", async () => {
    const id = await room("knock");
    const places = async () => {
      const { rooms } = await bob.sync();
      return ["knock", "invite", "join", "leave"].filter((place) => id in (rooms[place] ?? {}));
    };
    expect((await bob.knock(id, via())).status).toBe(200);
    expect(await places()).toEqual(["knock"]);
    const { rooms } = await bob.sync();
    const own = rooms.knock[id].knock_state.events.filter(
      (event: { state_key: string }) => event.state_key === bob.userId,
    );
    expect(own).toMatchObject([{ type: "m.room.member", content: { membership: "knock" } }]);
    expect((await alice.act(id, "invite", bob.userId)).status).toBe(200);
    await bob.see(id, bob.userId, "invite");
    expect(await places()).toEqual(["invite"]);
    expect((await bob.join(id, via())).status).toBe(200);
    expect(await places()).toEqual(["join"]);
    await alice.see(id, bob.userId, "join");
    const { next_batch } = await bob.sync();
    expect((await alice.act(id, "ban", bob.userId)).status).toBe(200);
    const event = await bob.seeSince(next_batch, id, bob.userId, "ban");
    expect(event.sender).toBe(alice.userId);
    expect(await places()).toEqual([]);
  });

  it("#48 others find a membership in rooms.join alone", async () => {
    const id = await room("knock");
    expect((await bob.knock(id, via())).status).toBe(200);
    await alice.see(id, bob.userId, "knock");
    const { rooms } = await alice.sync();
    const { state, timeline } = rooms.join[id];
    const events = [...state.events, ...timeline.events];
    expect(events.some((event: { state_key?: string }) => event.state_key === bob.userId)).toBe(true);
    const elsewhere = { ...rooms, join: {} };
    expect(JSON.stringify(elsewhere)).not.toContain(bob.userId);
  });
});

it("N12 a server in the room sends the knock itself, another one shakes hands", async () => {
  const bob = await hs2.user(`bob${++count}`);
  const carol = await hs2.user(`carol${count}`);
  const id = await room("knock");
  expect((await bob.knock(id, hs1.serverName)).status).toBe(200);
  expect(handshakes()).toEqual(["make_knock", "send_knock"]);
  asked.length = 0;
  expect((await bob.act(id, "leave")).status).toBe(200);
  expect(handshakes()).toEqual(["make_leave", "send_leave"]);
  expect((await alice.act(id, "invite", carol.userId)).status).toBe(200);
  expect((await carol.join(id, hs1.serverName)).status).toBe(200);
  asked.length = 0;
  expect((await bob.knock(id, hs1.serverName)).status).toBe(200);
  await alice.see(id, bob.userId, "knock");
  expect((await bob.act(id, "leave")).status).toBe(200);
  expect(handshakes()).toEqual([]);
});

it.each(["7", "10", "12"] as const)(
  "N13 version %s: joins, invites and knocks refer to the join rules, leaves do not",
  async (version) => {
    const watching = await startFakeServer({ authority: testAuthority(), roomVersion: version });
    const id = await alice.createRoom({ preset: "public_chat", room_version: version });
    const watcher = { roomId: id, userId: `@watcher:${watching.name}`, via: [hs1.serverName] };
    expect((await handshakesOf(watching).join(watcher)).ok).toBe(true);
    const { body } = await alice.setState(id, "m.room.join_rules", { join_rule: "knock" });
    const bob = await hs1.user(`bob${++count}`);
    expect((await bob.knock(id)).status).toBe(200);
    expect((await alice.act(id, "invite", bob.userId)).status).toBe(200);
    expect((await bob.join(id)).status).toBe(200);
    expect((await bob.act(id, "leave")).status).toBe(200);
    const membership = (pdu: JsonObject) => {
      const content = own(pdu, "content");
      return own(pdu, "state_key") === bob.userId && isJsonObject(content)
        ? own(content, "membership")
        : undefined;
    };
    await watching.until(({ pdus }) => pdus.some((pdu) => membership(pdu) === "leave"));
    for (const each of ["knock", "invite", "join", "leave"]) {
      const pdu = watching.pdus.find((event) => membership(event) === each) ?? {};
      const authEvents = own(pdu, "auth_events");
      if (each === "leave") expect(authEvents).not.toContain(body.event_id);
      else expect(authEvents).toContain(body.event_id);
    }
    await watching.close();
  },
);

it.each([
  ["7", ["join_rule"]],
  ["8", ["allow", "join_rule"]],
  ["10", ["allow", "join_rule"]],
  ["12", ["allow", "join_rule"]],
] as const)("N24 version %s: redacting a join rule leaves %j", async (version, kept) => {
  const id = await room("knock", version);
  const content = { join_rule: "knock", allow: [{ type: "m.room_membership", room_id: id }], more: "x" };
  const { event_id } = (await alice.setState(id, "m.room.join_rules", content)).body;
  const path = `/rooms/${encodeURIComponent(id)}`;
  const redaction = { redacts: event_id, reason: "test" };
  expect((await alice.put(`${path}/send/m.room.redaction/r${version}`, redaction)).status).toBe(200);
  const { body } = await alice.get(`${path}/state/m.room.join_rules/`);
  expect(Object.keys(body).sort()).toEqual(kept);
  expect(body.join_rule).toBe("knock");
  const bob = await hs2.user(`bob${++count}`);
  expect((await bob.knock(id, hs1.serverName)).status).toBe(200);
  const { events } = (await bob.sync()).rooms.knock[id].knock_state;
  const rules = events.find(({ type }: { type: string }) => type === "m.room.join_rules");
  expect(Object.keys(rules?.content ?? {}).sort()).toEqual(kept);
  // Nor is the rest in the room's state that a joining server gets.
  expect((await alice.act(id, "invite", bob.userId)).status).toBe(200);
  expect((await bob.join(id, hs1.serverName)).status).toBe(200);
  expect(Object.keys((await bob.get(`${path}/state/m.room.join_rules/`)).body).sort()).toEqual(kept);
});
