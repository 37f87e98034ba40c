/** Kill -9 while users knock: what was acknowledged is there afterwards, and nothing is there by halves. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { Client } from "../support/client.js";
import { hasPostgres, postgresSchema } from "../support/postgres.js";
import { killProcess, startProcess } from "../support/process.js";

const NAMED = "kill.example";

async function torture(times: number, options: readonly string[], databaseUrl?: string): Promise<void> {
  const open = ["--registration", "open"];
  let server = await startProcess(NAMED, [...options, ...open], databaseUrl);
  const user = async (name: string): Promise<{ token: string; userId: string }> => {
    const body = await new Client(server.url, undefined, "").ok("POST", "/register", {
      username: name,
      auth: { type: "m.login.dummy" },
    });
    return { token: body.access_token, userId: body.user_id };
  };
  const alice = await user("alice");
  const knockers = [await user("bob"), await user("carol"), await user("dave")];
  const as = ({ token, userId }: { token: string; userId: string }) => new Client(server.url, token, userId);
  const room = await as(alice).createRoom({
    room_version: "10",
    initial_state: [{ type: "m.room.join_rules", content: { join_rule: "knock" } }],
  });
  const acknowledged = new Map<string, string>();
  const sent = new Set<string>();
  let count = 0;
  for (let at = 0; at < times; at++) {
    let alive = true;
    let first = (): void => {};
    const begun = new Promise<void>((resolve) => {
      first = resolve;
      setTimeout(resolve, 3_000);
    });
    const knocking = knockers.map(async (knocker) => {
      // No more than a user may in one go.
      for (let tries = 0; tries < 15 && alive; tries++) {
        const reason = `knock ${++count}`;
        sent.add(reason);
        const answer = await as(knocker)
          .knock(room, undefined, reason)
          .catch(() => undefined);
        if (answer?.status !== 200) continue;
        acknowledged.set(reason, knocker.userId);
        first();
      }
    });
    // The moment differs each time: before, within and after commits.
    if (at % 5 !== 0) await begun;
    await new Promise((resolve) => setTimeout(resolve, (at * 7) % 60));
    alive = false;
    await killProcess(server);
    await Promise.all(knocking);
    server = await startProcess(NAMED, [...options, ...open], databaseUrl);
    const visible = await history(as(alice), room);
    for (const [reason, userId] of acknowledged) expect(visible.get(reason)).toEqual([userId]);
    for (const reason of visible.keys()) expect(sent.has(reason)).toBe(true);
    // The state is that of the newest event, for members and for the knocker alike.
    for (const knocker of knockers) {
      const path = `/rooms/${encodeURIComponent(room)}/state/m.room.member/${encodeURIComponent(knocker.userId)}`;
      const state = await as(alice).get(path);
      const newest = [...visible].find(([, users]) => users.includes(knocker.userId))?.[0];
      expect(state.status === 200 ? state.body.reason : undefined).toBe(newest);
      const seen = as(knocker).seen(await as(knocker).sync(), room, knocker.userId, "knock");
      expect(seen?.content.reason).toBe(newest);
    }
  }
  expect(acknowledged.size).toBeGreaterThan(times / 2);
  const gone = new Promise((resolve) => server.process.once("exit", resolve));
  server.process.kill("SIGTERM");
  expect(await gone).toBe(0);
}

/** Who has sent each reason, newest first. */
async function history(alice: Client, room: string): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  let from = "";
  for (;;) {
    const page = await alice.ok("GET", `/rooms/${encodeURIComponent(room)}/messages?dir=b&limit=200${from}`);
    for (const { content, state_key } of page.chunk)
      if (content.membership === "knock")
        found.set(content.reason, [...(found.get(content.reason) ?? []), state_key]);
    if (page.end === undefined) return found;
    from = `&from=${page.end}`;
  }
}

it("keeps what it has acknowledged through 50 kills, on PostgreSQL", { timeout: 900_000 }, async ({
  skip,
}) => {
  if (!(await hasPostgres())) skip("there is no PostgreSQL here");
  const schema = await postgresSchema();
  try {
    await torture(50, [], schema.url);
  } finally {
    await schema.drop();
  }
});

it("keeps what it has acknowledged through kills, embedded", { timeout: 900_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), "knockgen-kill-"));
  try {
    // A few where the others were on PostgreSQL, which starts sooner.
    const times = (await hasPostgres()) ? 5 : 50;
    await torture(Number(process.env.KILLS ?? times), ["--data", join(folder, "db")]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
