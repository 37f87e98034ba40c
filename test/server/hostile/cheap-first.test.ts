/** O2: what costs others something comes after what can be told without them. */
import { eventId, type JsonObject, signEvent } from "@knockgen/auth";
import { afterAll, expect, it } from "vitest";
import { startFakeServer } from "../support/fake-server.js";
import { Guest } from "../support/guest.js";
import { startPair } from "../support/pair.js";
import { testAuthority } from "../support/tls.js";

const { hs, fake, alice } = await startPair();
const victim = await startFakeServer({ authority: testAuthority(), host: "localhost" });
afterAll(() => victim.close());

it("O2: a server that is not in the room is not asked for keys of events that it cannot have sent", async () => {
  const room = await alice.createRoom({ preset: "public_chat", room_version: "10" });
  const guest = await Guest.enter(fake, hs.serverName, room, "10");
  const sender = `@stranger:${victim.name}`;
  const forged = (more: JsonObject): JsonObject =>
    signEvent(
      { ...guest.make("m.room.message", { body: "forged" }), sender, hashes: {}, signatures: {}, ...more },
      "10",
      victim.name,
      victim.key,
    );
  const auth = [guest.idOf("m.room.create"), guest.idOf("m.room.power_levels")];
  const events = [
    // Not a member by what it lists.
    forged({ auth_events: auth }),
    // Of what it lists, some has no place there.
    forged({ auth_events: [...auth, guest.join] }),
    forged({ auth_events: [...auth, "$unknown", guest.idOf("m.room.join_rules")] }),
  ];
  const voucher = { join_authorised_via_users_server: sender };
  // Not a join, and a join for which no member vouches.
  const vouched = [
    guest.make("m.room.message", voucher, { auth_events: auth }),
    guest.make("m.room.member", { membership: "join", ...voucher }, { state_key: guest.user }),
  ];
  await guest.send(...vouched);
  const answers = await guest.send(...events);
  expect(answers).toEqual(
    Object.fromEntries(events.map((event) => [eventId(event, "10"), { error: expect.any(String) }])),
  );
  expect(victim.requests).toEqual([]);
});
