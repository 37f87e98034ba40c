/** O30: identifiers of 255 code points in rooms of versions 1 to 10, of 255 bytes from 11 on. */
import { expect, it } from "vitest";
import { Guest } from "../support/guest.js";
import { startPair } from "../support/pair.js";

const { hs, fake, alice } = await startPair();

it.each([
  ["10", 255, true],
  ["10", 256, false],
  ["11", 127, true],
  ["11", 128, false],
] as const)(
  "O30 in version %s a type of %i letters of two bytes arrives: %s",
  async (room_version, length, arrives) => {
    const room = await alice.createRoom({ preset: "public_chat", room_version });
    const guest = await Guest.enter(fake, hs.serverName, room, room_version);
    const type = "é".repeat(length);
    await guest.say(guest.make(type, { body: "long" }));
    const { chunk } = await alice.ok("GET", `/rooms/${encodeURIComponent(room)}/messages?dir=b`);
    expect(chunk.some((event: { readonly type: string }) => event.type === type)).toBe(arrives);
  },
);

it.each(["1", "10", "11"] as const)(
  "O30 in version %s what is sent from here has no more than 255 bytes: servers keep out what has more",
  async (room_version) => {
    const room = await alice.createRoom({ room_version });
    for (const [name, status] of [
      ["é".repeat(127), 200],
      ["é".repeat(128), 413],
    ] as const)
      for (const path of [
        `send/${encodeURIComponent(name)}/${name.length}`,
        `state/a.b/${encodeURIComponent(name)}`,
      ])
        expect((await alice.put(`/rooms/${encodeURIComponent(room)}/${path}`, {})).status).toBe(status);
  },
);
