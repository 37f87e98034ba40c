/** Behaviour #46 of docs/behaviours.md: two servers that could not talk to each other agree on who may knock. */
import { expect, it } from "vitest";
import { behind } from "../support/behind.js";
import { layCable } from "../support/cable.js";
import type { Client } from "../support/client.js";

async function until(what: string, condition: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 120_000;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const stateAt = async (user: Client, room: string, type: string, key = ""): Promise<unknown> =>
  (await user.get(`/rooms/${encodeURIComponent(room)}/state/${type}/${encodeURIComponent(key)}`)).body;

it.each(["creator", "other"])(
  "#46 of two join rules at once, that of the lesser power comes last and wins, whoever is first: the %s",
  async (first) => {
    const cables = [await layCable(), await layCable()] as const;
    const [hs1, hs2] = [await behind(cables[0]), await behind(cables[1])];
    const alice = await hs1.user("alice");
    const carol = await hs2.user("carol");
    const room = await alice.createRoom({
      preset: "public_chat",
      room_version: "12",
      power_level_content_override: { users: { [carol.userId]: 9_493_420 } },
    });
    expect((await carol.join(room, hs1.serverName)).status).toBe(200);

    for (const cable of cables) cable.cut();
    const set = [
      () => alice.setState(room, "m.room.join_rules", { join_rule: "invite" }),
      () => carol.setState(room, "m.room.join_rules", { join_rule: "knock" }),
    ];
    for (const act of first === "creator" ? set : set.reverse()) {
      expect((await act()).status).toBe(200);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(await stateAt(alice, room, "m.room.join_rules")).toEqual({ join_rule: "invite" });
    expect(await stateAt(carol, room, "m.room.join_rules")).toEqual({ join_rule: "knock" });
    for (const cable of cables) cable.mend();
    // Something new from each side brings the branches together.
    for (const user of [alice, carol])
      expect((await user.setState(room, "org.example.last", { by: user.userId }, user.userId)).status).toBe(
        200,
      );
    for (const viewer of [alice, carol]) {
      for (const { userId } of [alice, carol])
        await until(
          `the last word of ${userId}`,
          async () =>
            JSON.stringify(await stateAt(viewer, room, "org.example.last", userId)) ===
            JSON.stringify({ by: userId }),
        );
      expect(await stateAt(viewer, room, "m.room.join_rules")).toEqual({ join_rule: "knock" });
    }
    const bob = await hs1.user("bob");
    expect((await bob.knock(room)).status).toBe(200);
    await carol.see(room, bob.userId, "knock");

    await Promise.all([hs1.close(), hs2.close()]);
    await Promise.all(cables.map((cable) => cable.close()));
  },
);
