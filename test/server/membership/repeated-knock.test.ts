/** X11 where the database answers late, so that what is committed and what memory knows differ for a while. */
import { signEvent } from "@knockgen/auth";
import { expect, it, onTestFinished } from "vitest";
import { layCable } from "../support/cable.js";
import { startFakeServer } from "../support/fake-server.js";
import { hasPostgres } from "../support/postgres.js";
import { makeTemplate, outcome, putEvent } from "../support/remote.js";
import { startServer } from "../support/servers.js";
import { lendSchema } from "../support/spare-schemas.js";
import { testAuthority } from "../support/tls.js";

const isThere = await hasPostgres();

it.skipIf(!isThere)("X11 the same knock again while the first is being committed is no error", async () => {
  const schema = await lendSchema();
  onTestFinished(() => schema.drop());
  const cable = await layCable();
  onTestFinished(() => cable.close());
  const database = new URL(schema.url);
  cable.plug(Number(database.port || 5432));
  database.port = String(cable.port);
  const hs = await startServer({ store: { databaseUrl: database.href } });
  onTestFinished(() => hs.close());
  const fake = await startFakeServer({ authority: testAuthority() });
  onTestFinished(() => fake.close());
  const alice = await hs.user("alice");
  const room = await alice.createRoom({
    preset: "private_chat",
    room_version: "10",
    initial_state: [{ type: "m.room.join_rules", content: { join_rule: "knock" } }],
  });
  const who = `@twice:${fake.name}`;
  const { origin: _, ...event } = await makeTemplate(fake, hs.serverName, "knock", room, who, "10");
  const signed = signEvent(event, "10", fake.name, fake.key);
  cable.slow(100);
  // The first is written for about a second; the others look at the room while it becomes visible.
  const puts = Array.from({ length: 8 }, async (_each, index) => {
    await new Promise((resolve) => setTimeout(resolve, index === 0 ? 0 : 800 + index * 65));
    return outcome(await putEvent(fake, hs.serverName, "v1/send_knock", signed, "10"));
  });
  expect(new Set(await Promise.all(puts))).toEqual(new Set(["200"]));
  cable.slow(0);
  const { chunk } = await alice.ok("GET", `/rooms/${encodeURIComponent(room)}/messages?dir=b&limit=50`);
  expect(chunk.filter((each: { state_key?: string }) => each.state_key === who)).toHaveLength(1);
});
