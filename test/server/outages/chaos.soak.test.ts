/**
 * Two servers, three users, 200 random membership actions, the network cut at random points: afterwards both servers hold
 * the same room state. `SEED=… npx vitest run test/server/outages/chaos.soak.test.ts` replays a seed.
 */
import { expect, it, vi } from "vitest";
import { behind } from "../support/behind.js";
import { layCable } from "../support/cable.js";
import type { Client } from "../support/client.js";

const ACTIONS = 200;

/** Numbers that look random and are the same for the same seed. */
function dice(seed: number): (sides: number) => number {
  let state = seed >>> 0;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

async function stateOf(client: Client, room: string): Promise<readonly string[]> {
  const events: readonly { type: string; state_key: string; event_id: string; content: object }[] =
    await client.ok("GET", `/rooms/${encodeURIComponent(room)}/state`);
  return events
    .map(
      ({ type, state_key, event_id, content }) =>
        `${type} ${state_key} ${event_id} ${JSON.stringify(content)}`,
    )
    .sort();
}

interface Turn {
  readonly room: string;
  readonly bob: Client;
  readonly admin: Client;
  /** A server to go through, by chance. */
  readonly via: () => string | undefined;
  /** A join rule, by chance. */
  readonly rule: () => string | undefined;
  /** Makes each action another one. */
  readonly at: number;
}

const ACTS: readonly ((turn: Turn) => Promise<unknown>)[] = [
  ({ room, bob, via, at }) => bob.knock(room, via(), `knock ${at}`),
  ({ room, bob, via }) => bob.join(room, via()),
  ({ room, bob, at }) => bob.act(room, "leave", undefined, `leave ${at}`),
  ({ room, bob, admin, at }) => admin.act(room, "invite", bob.userId, `invite ${at}`),
  ({ room, bob, admin, at }) => admin.act(room, "kick", bob.userId, `kick ${at}`),
  ({ room, bob, admin, at }) => admin.act(room, "ban", bob.userId, `ban ${at}`),
  ({ room, bob, admin, at }) => admin.act(room, "unban", bob.userId, `unban ${at}`),
  ({ room, admin, rule, at }) => admin.setState(room, "m.room.join_rules", { join_rule: rule(), at }),
  ({ room, admin, at }) => admin.setState(room, "m.room.topic", { topic: `topic ${at}` }),
];

/** Waits until both servers hold the same state, with a last word from each side, which ties the branches together. */
async function expectAgreement(alice: Client, carol: Client, room: string): Promise<void> {
  await alice.setState(room, "org.example.last", { by: "alice" }, "alice");
  await carol.setState(room, "org.example.last", { by: "carol" }, "carol");
  const agreement = async (): Promise<void> => {
    const [one, two] = [await stateOf(alice, room), await stateOf(carol, room)];
    expect(two).toEqual(one);
    expect(one.filter((line) => line.startsWith("org.example.last"))).toHaveLength(2);
  };
  await vi.waitFor(agreement, { timeout: 60_000, interval: 100 });
}

/** The given seed, or new random ones. */
const now = Date.now() % 1_000_000;
const seeds = process.env.SEED === undefined ? [now, now + 1] : [Number(process.env.SEED)];
const runs = seeds.flatMap((seed) => ["10", "12"].map((version) => ({ seed, version })));

it.each(runs)(
  "both servers agree after chaos: SEED=$seed, version $version",
  { timeout: 600_000 },
  async ({ seed, version }) => {
    console.log(`SEED=${seed} (version ${version})`);
    const roll = dice(seed);
    const cables = [await layCable(), await layCable()] as const;
    const [hs1, hs2] = [await behind(cables[0]), await behind(cables[1])];
    try {
      const alice = await hs1.user("alice");
      const carol = await hs2.user("carol");
      const bob = await hs2.user("bob");
      const room = await alice.createRoom({
        preset: "public_chat",
        room_version: version,
        power_level_content_override: {
          users: { ...(version === "12" ? {} : { [alice.userId]: 100 }), [carol.userId]: 100 },
        },
      });
      expect((await carol.join(room, hs1.serverName)).status).toBe(200);
      const via = [hs1.serverName, hs2.serverName];
      const rules = ["knock", "public", "invite", ...(Number(version) >= 10 ? ["knock_restricted"] : [])];
      for (let at = 0; at < ACTIONS; at++) {
        if (roll(10) === 0) cables[roll(2)]?.cut();
        else if (roll(4) === 0) for (const cable of cables) cable.mend();
        const admin = roll(2) === 0 ? alice : carol;
        const act = ACTS[roll(ACTS.length)];
        await act?.({ room, bob, admin, via: () => via[roll(2)], rule: () => rules[roll(rules.length)], at });
      }
      for (const cable of cables) cable.mend();
      await expectAgreement(alice, carol, room);
      // Bob is shown the events that both servers hold.
      const { body: held } = await carol.get(
        `/rooms/${encodeURIComponent(room)}/state/m.room.member/${encodeURIComponent(bob.userId)}`,
      );
      const { rooms } = await bob.sync();
      const places = ["join", "invite", "knock"].filter((place) => room in (rooms[place] ?? {}));
      expect(places).toEqual(["join", "invite", "knock"].filter((place) => place === held.membership));
    } finally {
      await Promise.all([hs1.close(), hs2.close()]);
      await Promise.all(cables.map((cable) => cable.close()));
    }
  },
);
