/** O1, O3, O5: the work that other servers can cause, and how it is done. */
import { type JsonObject, parseJsonInSlices, readPdu } from "@knockgen/auth";
import { expect, it } from "vitest";
import { onBehalf, spend, Turns } from "../../../server/bounds/turns.js";
import { readJsonInTurns } from "../../../server/federation/transport/read-json.js";
import { Limits } from "../../../server/limits/limits.js";
import { originMeter } from "../../../server/limits/origin-budget.js";
import { isAllowedBy } from "../../../server/room/acl-verdicts.js";
import { Guest } from "../support/guest.js";
import { startPair } from "../support/pair.js";
import { eventOf, outcome } from "../support/remote.js";
import { startServer } from "../support/servers.js";
import { turnsDuring } from "../support/turns-during.js";

const { hs, fake, alice } = await startPair();

it("O1: an answer of any size is read in slices", async () => {
  const bytes = new TextEncoder().encode(`[${Array(1_000_000).fill("{}").join()}]`);
  expect(await turnsDuring(readJsonInTurns(bytes))).toBeGreaterThan(5);
});

it("O1: long work goes on in turns, and is charged to the server that has caused it", async () => {
  const limits = new Limits({ rateLimits: false, originWorkRate: { burst: 60, perSecond: 0.001 } }, Date.now);
  const work = async (): Promise<void> => {
    const turns = new Turns();
    for (let step = 0; step < 1_000; step++) {
      // The budget is in processor time, so that it has to be spent; nothing asks how long it takes.
      const until = performance.now() + 11;
      while (performance.now() < until);
      await turns.next();
    }
  };
  const meter = originMeter(limits, "busy.example");
  await expect(onBehalf(meter, work)).rejects.toMatchObject({ status: 429 });
  expect(() => originMeter(limits, "busy.example")).toThrow();
  expect(() => originMeter(limits, "other.example")).not.toThrow();
});

it("O1: work that goes on in one turn of the event loop counts together, so that others wait for one slice alone", () => {
  // Turns are counted by the clock, so that time has to pass; nothing asks how much has passed.
  const busy = (ms: number): void => {
    const until = performance.now() + ms;
    while (performance.now() < until);
  };
  new Turns();
  busy(9);
  const second = new Turns();
  busy(2);
  expect(second.areDue).toBe(true);
});

it("O1: events and bytes of one server have a budget", () => {
  const config = {
    originEventsRate: { burst: 10, perSecond: 1 },
    originBytesRate: { burst: 10, perSecond: 1 },
  };
  const limits = new Limits({ rateLimits: false, ...config }, () => 0);
  const meter = originMeter(limits, "a.example");
  onBehalf(meter, () => spend({ events: 11 }));
  expect(() => onBehalf(meter, () => spend({ events: 1 }))).toThrow();
  expect(() => originMeter(limits, "a.example")).toThrow();
  onBehalf(originMeter(limits, "b.example"), () => spend({ bytes: 11 }));
  expect(() => originMeter(limits, "b.example")).toThrow();
});

it("O1: a server that has used up its budget is told to wait, in transactions too", async () => {
  const limited = await startServer({ config: { originEventsRate: { burst: 2, perSecond: 0.001 } } });
  const host = await limited.user("host");
  const room = await host.createRoom({ preset: "public_chat", room_version: "10" });
  const guest = await Guest.enter(fake, limited.serverName, room, "10");
  const send = (body: string) => {
    const content = {
      origin: fake.name,
      origin_server_ts: 0,
      pdus: [guest.make("m.room.message", { body }, {}, [guest.join])],
    };
    const uri = `/_matrix/federation/v1/send/${body}`;
    return fake.request({ destination: limited.serverName, method: "PUT", uri, content });
  };
  const answers: string[] = [];
  for (const body of ["a", "b", "c", "d"]) answers.push(outcome(await send(body)));
  expect(answers[0]).toBe("200");
  expect(answers.at(-1)).toBe("429 M_LIMIT_EXCEEDED");
  // Questions are work, too.
  const uri = `/_matrix/federation/v1/state/${encodeURIComponent(room)}?event_id=${encodeURIComponent(guest.join)}`;
  const asked = await fake.request({ destination: limited.serverName, method: "GET", uri });
  expect(outcome(asked)).toBe("429 M_LIMIT_EXCEEDED");
  await limited.close();
});

it("O1: of EDUs beyond the budget none is lost, since the transaction comes again", async () => {
  let later = 0;
  const config = { originEventsRate: { burst: 9, perSecond: 1 } };
  // It stands still but for what the test adds.
  const begun = Date.now();
  const limited = await startServer({ config, now: () => begun + later });
  const user = await limited.user("receiver");
  const send = async (txnId: string, edus: readonly JsonObject[]) =>
    outcome(
      await fake.request({
        destination: limited.serverName,
        method: "PUT",
        uri: `/_matrix/federation/v1/send/${txnId}`,
        content: { origin: fake.name, origin_server_ts: 0, pdus: [], edus: [...edus] },
      }),
    );
  const typing = { edu_type: "m.typing", content: {} };
  expect(await send("typing", [typing, typing, typing, typing])).toBe("200");
  const edus = Array.from({ length: 4 }, (_, n) => ({
    edu_type: "m.direct_to_device",
    content: {
      ...{ sender: `@far:${fake.name}`, type: "m.test", message_id: `m${n}` },
      messages: { [user.userId]: { "*": { n } } },
    },
  }));
  expect(await send("messages", edus)).toBe("429 M_LIMIT_EXCEEDED");
  later = 60_000;
  expect(await send("messages", edus)).toBe("200");
  const { to_device } = await user.sync();
  expect(to_device.events.map(({ content }: { content: { n: number } }) => content.n)).toEqual([0, 1, 2, 3]);
  await limited.close();
});

it("O8: very many values are refused, however short their text is, and those of a large room are read", async () => {
  const list = (count: number): Uint8Array => new TextEncoder().encode(`[${"[],".repeat(count)}[]]`);
  const error = { code: "json/too-many-values" };
  expect(await readJsonInTurns(list(1_500_000))).toMatchObject({ ok: false, error });
  expect(await readJsonInTurns(list(1_000_000))).toMatchObject({ ok: true });
});

it("O1: a string that is longer than any that is of use is refused before all of it is read", async () => {
  const text = (letters: number): Uint8Array =>
    new TextEncoder().encode(JSON.stringify(["x".repeat(letters), "\\".repeat(1_000)]));
  expect(await readJsonInTurns(text(2_000_000))).toMatchObject({
    ok: false,
    error: { code: "json/too-long" },
  });
  expect(await readJsonInTurns(text(1_000_000))).toMatchObject({ ok: true });
});

it("O5: an object of very many keys is refused before it is built", async () => {
  const many = `{${Array.from({ length: 70_000 }, (_, at) => `"k${at}":1`).join()}}`;
  const read = await readJsonInTurns(new TextEncoder().encode(many));
  expect(read).toMatchObject({ ok: false, error: { code: "json/too-many-keys" } });
  const uri = "/_matrix/federation/v1/send/keys";
  const content = Object.fromEntries(Array.from({ length: 70_000 }, (_, at) => [`k${at}`, 1]));
  const answer = await fake.request({ destination: hs.serverName, method: "PUT", uri, content });
  expect(outcome(answer)).toBe("400 M_BAD_JSON");
  // As many in several objects are fine, and so is the reader without a limit.
  const fine = [...parseJsonInSlices(many)];
  expect(fine.length).toBeGreaterThan(0);
});

it("O5: an event that is too large is refused by looking at no more of it than is allowed", () => {
  let looked = 0;
  const items: JsonObject[] = Array.from({ length: 100_000 }, () => ({
    get body() {
      looked++;
      return "x".repeat(100);
    },
  }));
  const event = {
    ...eventOf(fake, "!r:x", `@a:${fake.name}`, {}),
    hashes: { sha256: "" },
    content: { items },
  };
  expect(readPdu(event, "10")).toMatchObject({ ok: false, error: { code: "pdu/too-large" } });
  expect(looked).toBeLessThan(1_000);
});

it("O3: of an answer about missing events, only those that the event follows are taken", async () => {
  const room = await alice.createRoom({ preset: "public_chat", room_version: "10" });
  const guest = await Guest.enter(fake, hs.serverName, room, "10");
  const earlier = guest.make("m.room.message", { body: "earlier" }, {}, [guest.join]);
  const beside = guest.make("m.room.message", { body: "beside" }, {}, [guest.join]);
  const after = guest.make("m.room.message", { body: "after" }, {}, [guest.name(earlier)]);
  fake.responders.push(({ segments }) =>
    segments[3] === "get_missing_events" && segments[4] === room
      ? { json: { events: [beside, earlier] } }
      : undefined,
  );
  expect(await guest.send(after)).toEqual({ [guest.name(after)]: {} });
  const held = async (event: JsonObject): Promise<string> => {
    const uri = `/_matrix/federation/v1/event/${encodeURIComponent(guest.name(event))}`;
    return outcome(await fake.request({ destination: hs.serverName, method: "GET", uri }));
  };
  expect([await held(earlier), await held(beside)]).toEqual(["200", "404 M_NOT_FOUND"]);
});

it("O1: the list of a room's ACL is gone through once for each server", async () => {
  let reads = 0;
  const acl = {
    allow: ["*"],
    get deny(): string[] {
      reads++;
      return ["there.example"];
    },
  };
  for (let time = 0; time < 3; time++) {
    expect(isAllowedBy(acl, "here.example")).toBe(true);
    expect(isAllowedBy(acl, "there.example")).toBe(false);
  }
  expect(reads).toBe(2);
  expect(isAllowedBy({ allow: ["there.example"] }, "here.example")).toBe(false);
});
