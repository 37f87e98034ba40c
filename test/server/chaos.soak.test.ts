/**
 * Two servers, three users, 200 random membership actions, the network cut at random points: afterwards both servers hold
 * the same room state. `SEED=… npx vitest run test/server/chaos.soak.test.ts` replays a seed.
 */
import { expect, it } from "vitest";
import { behind } from "./support/behind.js";
import { layCable } from "./support/cable.js";
import type { Client } from "./support/client.js";

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
        const act = roll(9);
        if (act === 0) await bob.knock(room, via[roll(2)], `knock ${at}`);
        else if (act === 1) await bob.join(room, via[roll(2)]);
        else if (act === 2) await bob.act(room, "leave", undefined, `leave ${at}`);
        else if (act === 3) await admin.act(room, "invite", bob.userId, `invite ${at}`);
        else if (act === 4) await admin.act(room, "kick", bob.userId, `kick ${at}`);
        else if (act === 5) await admin.act(room, "ban", bob.userId, `ban ${at}`);
        else if (act === 6) await admin.act(room, "unban", bob.userId, `unban ${at}`);
        else if (act === 7)
          await admin.setState(room, "m.room.join_rules", { join_rule: rules[roll(rules.length)], at });
        else await admin.setState(room, "m.room.topic", { topic: `topic ${at}` });
      }
      for (const cable of cables) cable.mend();
      // A last word from each side ties the branches together.
      await alice.setState(room, "org.example.last", { by: "alice" }, "alice");
      await carol.setState(room, "org.example.last", { by: "carol" }, "carol");
      const end = Date.now() + 60_000;
      for (;;) {
        const [one, two] = [await stateOf(alice, room), await stateOf(carol, room)];
        const both = one.filter((line) => line.startsWith("org.example.last")).length === 2;
        if ((both && JSON.stringify(one) === JSON.stringify(two)) || Date.now() > end) {
          expect(two).toEqual(one);
          expect(both).toBe(true);
          break;
        }
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
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
