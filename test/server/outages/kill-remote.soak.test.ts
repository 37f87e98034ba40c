/** Kill -9 of a knocker's server while it shakes hands with the room's: what was acknowledged is known to both. */
import { expect, it } from "vitest";
import { type Killable, withKillablePeer } from "../support/killable.js";
import { startServer } from "../support/servers.js";

const TIMES = 20;

async function torture(away: Killable): Promise<void> {
  const home = await startServer();
  const alice = await home.user("alice");
  const room = await alice.createRoom({
    room_version: "10",
    initial_state: [{ type: "m.room.join_rules", content: { join_rule: "knock" } }],
  });
  const accounts = [await away.register("bob"), await away.register("carol")];
  const users = () => accounts.map((account) => account());
  /** How many knocks each user has sent, and the last of which they were told that it went well. */
  const sent = new Map<string, number>();
  const told = new Map<string, number>();
  const numberOf = (event: { content: { reason: string } } | undefined) => Number(event?.content.reason ?? 0);

  for (let at = 0; at < TIMES; at++) {
    let alive = true;
    let first = (): void => {};
    const begun = new Promise<void>((resolve) => {
      first = resolve;
      setTimeout(resolve, 10_000);
    });
    const knocking = users().map(async (user) => {
      for (let tries = 0; tries < 15 && alive; tries++) {
        const number = (sent.get(user.userId) ?? 0) + 1;
        sent.set(user.userId, number);
        const answer = await user.knock(room, home.serverName, String(number)).catch(() => undefined);
        if (answer?.status !== 200) continue;
        told.set(user.userId, number);
        first();
      }
    });
    // The moment differs each time. The first time all goes well for long enough that keys are known from then on.
    if (at % 5 !== 1) await begun;
    await new Promise((resolve) => setTimeout(resolve, (at * 17) % 60));
    alive = false;
    await away.kill();
    await Promise.all(knocking);
    await away.start();
    const { chunk } = await alice.ok("GET", `/rooms/${encodeURIComponent(room)}/messages?dir=b&limit=200`);
    for (const user of users()) {
      const least = told.get(user.userId) ?? 0;
      const most = sent.get(user.userId) ?? 0;
      const here = numberOf(user.seen(await user.sync(), room, user.userId, "knock"));
      const newest = chunk.find((event: { state_key?: string }) => event.state_key === user.userId);
      const there = numberOf(newest);
      for (const number of [here, there]) {
        expect(number).toBeGreaterThanOrEqual(least);
        expect(number).toBeLessThanOrEqual(most);
      }
      // Only the room's server can be ahead, by the knock that was cut off.
      expect(here).toBeLessThanOrEqual(there);
    }
  }
  expect([...told.values()].reduce((sum, number) => sum + number, 0)).toBeGreaterThan(TIMES / 2);
  for (const user of users()) {
    expect((await user.knock(room, home.serverName, "at last")).status).toBe(200);
    expect((await user.see(room, user.userId, "knock")).content.reason).toBe("at last");
    const path = `/rooms/${encodeURIComponent(room)}/state/m.room.member/${encodeURIComponent(user.userId)}`;
    expect((await alice.get(path)).body.reason).toBe("at last");
  }
  await home.close();
}

it("both servers know what was acknowledged, and a lost knock can be repeated", { timeout: 600_000 }, () =>
  withKillablePeer(torture),
);
