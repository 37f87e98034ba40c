/** Kill -9 of a server while its user is invited to a room of another server, joins it, and reads what was said before: each can be done again, and nothing is lost or shown twice. */
import { expect, it } from "vitest";
import type { Client } from "../support/client.js";
import { type Killable, withKillablePeer } from "../support/killable.js";
import { startServer } from "../support/servers.js";

const TIMES = 6;
const EARLIER = 120;
const at = (room: string): string => `/rooms/${encodeURIComponent(room)}`;
const say = (who: Client, room: string, body: string) =>
  who.ok("PUT", `${at(room)}/send/m.room.message/${encodeURIComponent(body)}`, { msgtype: "m.text", body });

/** Everything that was said in a room, the newest first. */
async function said(who: Client, room: string): Promise<string[]> {
  const bodies: string[] = [];
  let from: string | undefined;
  do {
    const query = `dir=b&limit=50${from === undefined ? "" : `&from=${from}`}`;
    const { chunk, end } = await who.ok("GET", `${at(room)}/messages?${query}`);
    bodies.push(...chunk.flatMap((event: { content: { body?: string } }) => event.content.body ?? []));
    from = end;
  } while (from !== undefined);
  return bodies;
}

async function torture(away: Killable): Promise<void> {
  const home = await startServer();
  const alice = await home.user("alice");
  const bob = await away.register("bob");
  const { userId } = bob();
  /** Kills the other server while something is under way, and starts it again. */
  async function killed<T>(act: Promise<T>, afterMs: number): Promise<T | undefined> {
    const done = act.catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, afterMs));
    await away.kill();
    const result = await done;
    await away.start();
    return result;
  }
  const membership = async (room: string) =>
    (await alice.get(`${at(room)}/state/m.room.member/${encodeURIComponent(userId)}`)).body.membership;

  for (let time = 0; time < TIMES; time++) {
    const room = await alice.createRoom({
      preset: "private_chat",
      room_version: time % 2 === 0 ? "10" : "12",
    });
    const earlier = Array.from({ length: EARLIER }, (_, n) => `${time} earlier ${n}`);
    for (const body of earlier) await say(alice, room, body);
    await alice.setState(room, "m.room.history_visibility", { history_visibility: "shared" });

    const invited = await killed(alice.act(room, "invite", userId), time * 12);
    if (invited?.status !== 200) expect((await alice.act(room, "invite", userId)).status).toBe(200);
    expect(await membership(room)).toBe("invite");
    await expect.poll(async () => (await bob().sync()).rooms?.invite?.[room]).toBeDefined();

    const joined = await killed(bob().join(room, home.serverName), 40 + time * 20);
    const isIn = (await bob().sync()).rooms?.join?.[room] !== undefined;
    if (joined?.status === 200) expect(isIn).toBe(true);
    // Where its question for the other server's keys was cut off, home asks again after some seconds.
    const again = async (): Promise<number> => (await bob().join(room, home.serverName)).status;
    if (!isIn) await expect.poll(again, { interval: 1_000, timeout: 20_000 }).toBe(200);
    expect(await membership(room)).toBe("join");

    await killed(said(bob(), room), 20 + time * 15);
    const expected = [...earlier].reverse();
    expect((await said(bob(), room)).filter((body) => body.startsWith(`${time} `))).toEqual(expected);

    await say(alice, room, `${time} to bob`);
    await say(bob(), room, `${time} to alice`);
    for (const who of [alice, bob()])
      await expect
        .poll(async () => (await said(who, room)).slice(0, 2).sort(), { timeout: 60_000 })
        .toEqual([`${time} to alice`, `${time} to bob`]);
    expect(await said(bob(), room)).toHaveLength(EARLIER + 2);
  }
  await home.close();
}

it("an invite, a join and a backfill that were cut off can be done again", { timeout: 900_000 }, () =>
  withKillablePeer(torture),
);
