/** O25: a redaction that has no effect is not shown. */
import { expect, it } from "vitest";
import type { StoredEvent } from "../../../server/store/store.js";
import { isIgnored } from "../../../server/sync/filter/ignored.js";
import { withoutIdleRedactions } from "../../../server/sync/timeline/effective-redactions.js";
import { Guest } from "../support/guest.js";
import { startPair } from "../support/pair.js";

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

it("O25 nor does a redaction without effect come with what it says it relates to", async () => {
  const room = await alice.createRoom({ preset: "public_chat", room_version: "11" });
  const path = `${at(room)}/send/m.room.message/found`;
  const { event_id: hers } = await alice.ok("PUT", path, { body: "found" });
  const guest = await Guest.enter(fake, hs.serverName, room, "11");
  const relation = { rel_type: "m.thread", event_id: hers };
  await guest.say(
    guest.make("m.room.redaction", { redacts: hers, body: "in between", "m.relates_to": relation }),
  );
  const v1 = (end: string): string => `/v1${at(room)}/${end}`;
  const answers = await Promise.all([
    alice.ok("GET", v1(`relations/${encodeURIComponent(hers)}`)),
    alice.ok("GET", v1("threads")),
    alice.ok("GET", `${at(room)}/messages?dir=b&limit=50`),
    alice.ok("GET", `${at(room)}/event/${encodeURIComponent(hers)}`),
    alice.ok("GET", "/sync"),
    alice.ok("POST", "/search", { search_categories: { room_events: { search_term: "found" } } }),
  ]);
  expect(answers.map((answer) => JSON.stringify(answer).includes("in between"))).toEqual(
    answers.map(() => false),
  );
});

it("O8: the JSON of events that are no redactions, and of people who are not ignored, is not read", async () => {
  const event: StoredEvent = {
    ...{
      eventId: "$a",
      roomId: "!a:a",
      position: 1,
      type: "m.room.message",
      sender: "@a:a",
      status: "accepted",
    },
    get json(): never {
      throw new Error("read");
    },
    ...{ stateKey: undefined, redactedBy: undefined, stateBefore: 1, stateAfter: 1, replaces: undefined },
    ...{ transactionId: undefined, device: undefined },
  };
  const store = { events: async () => [] };
  expect(await withoutIdleRedactions({ store }, { roomId: "!a:a", version: "11" }, [event])).toEqual([event]);
  expect(isIgnored(new Set(["@b:a"]), event)).toBe(false);
});
