/** O25: a redaction that has no effect is not shown. */
import { expect, it } from "vitest";
import { Guest } from "./support/guest.js";
import { startPair } from "./support/pair.js";

const { hs, fake, alice } = await startPair();

const at = (room: string): string => `/rooms/${encodeURIComponent(room)}`;

it.each(["10", "11"] as const)(
  "O25 in version %s a redaction is shown if it takes effect, and not otherwise",
  async (version) => {
    const room = await alice.createRoom({ preset: "public_chat", room_version: version });
    const elsewhere = await alice.createRoom({ preset: "public_chat", room_version: version });
    const say = async (where: string, body: string): Promise<string> =>
      (await alice.ok("PUT", `${at(where)}/send/m.room.message/${body}${version}`, { body })).event_id;
    const hers = await say(room, "hers");
    const other = await say(elsewhere, "other");
    const guest = await Guest.enter(fake, hs.serverName, room, version);
    const own = guest.make("m.room.message", { body: "own" });
    await guest.say(own);
    const redaction = (id: string) =>
      guest.make(
        "m.room.redaction",
        version === "11" ? { redacts: id } : {},
        version === "11" ? {} : { redacts: id },
      );
    const effective = redaction(guest.name(own));
    const idle = [hers, other, "$unknown"].map(redaction);
    await guest.say(effective, ...idle);
    const shown = (events: readonly { readonly event_id: string; readonly type: string }[]): string[] =>
      events.filter(({ type }) => type === "m.room.redaction").map(({ event_id: id }) => id);
    const { chunk } = await alice.ok("GET", `${at(room)}/messages?dir=b&limit=50`);
    expect(shown(chunk)).toEqual([guest.name(effective)]);
    const { rooms } = await alice.ok("GET", "/sync");
    expect(shown(rooms.join[room].timeline.events)).toEqual([guest.name(effective)]);
    const statusOf = async (id: string): Promise<number> =>
      (await alice.get(`${at(room)}/event/${encodeURIComponent(id)}`)).status;
    expect(await statusOf(guest.name(effective))).toBe(200);
    for (const each of idle) expect(await statusOf(guest.name(each))).toBe(404);
  },
);
