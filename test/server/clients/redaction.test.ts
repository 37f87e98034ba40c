/** C8, C12 to C20: redactions by their own endpoint. */
import { beforeAll, expect, it } from "vitest";
import { startServer, type TestServer } from "../support/servers.js";

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
  return () => server.close();
});

it.each(["6", "10", "11", "12"])(
  "C8, C12, C13 an event loses its content, in version %s",
  async (version) => {
    const alice = await server.user(`alice${version}`);
    const room = await alice.createRoom({ room_version: version });
    const path = `/rooms/${encodeURIComponent(room)}`;
    const { event_id } = await alice.ok("PUT", `${path}/send/m.room.message/a`, {
      msgtype: "m.text",
      body: "no",
    });
    const redact = `${path}/redact/${encodeURIComponent(event_id)}`;
    const sent = await alice.ok("PUT", `${redact}/b`, { reason: "Spam" });
    expect(await alice.ok("PUT", `${redact}/b`, { reason: "another" })).toEqual(sent);
    const event = await alice.ok("GET", `${path}/event/${encodeURIComponent(event_id)}`);
    expect(event.content).toEqual({});
    expect(event.unsigned.redacted_because).toMatchObject({
      event_id: sent.event_id,
      type: "m.room.redaction",
      content: { reason: "Spam", redacts: event_id },
      redacts: event_id,
    });
    expect(event.unsigned.redacted_by).toBe(sent.event_id);
    expect((await alice.put(`${redact}/c`, {})).status).toBe(200);
  },
);

it.each(["1", "12"])(
  "C8 another event with the same transaction ID is another request, in version %s",
  async (version) => {
    const alice = await server.user(`alice8-${version}`);
    const path = `/rooms/${encodeURIComponent(await alice.createRoom({ room_version: version }))}`;
    const say = async (id: string) =>
      encodeURIComponent(
        (await alice.ok("PUT", `${path}/send/m.room.message/${id}`, { body: "no" })).event_id,
      );
    const [one, two] = [await say("a"), await say("b")];
    const redact = (event: string) => alice.ok("PUT", `${path}/redact/${event}/same`, {});
    const [first, second] = await Promise.all([redact(one), redact(two)]);
    expect(second).not.toEqual(first);
    expect([await redact(two), await redact(one)]).toEqual([second, first]);
    for (const event of [one, two])
      expect((await alice.ok("GET", `${path}/event/${event}`)).content).toEqual({});
  },
);

it("C13 of several redactions of one event, the first is shown", async () => {
  const alice = await server.user("alice13");
  const path = `/rooms/${encodeURIComponent(await alice.createRoom())}`;
  const { event_id } = await alice.ok("PUT", `${path}/send/m.room.message/a`, { body: "no" });
  const target = encodeURIComponent(event_id);
  const first = await alice.ok("PUT", `${path}/redact/${target}/b`, { reason: "Spam" });
  await alice.ok("PUT", `${path}/redact/${target}/c`, { reason: "Later" });
  const { unsigned } = await alice.ok("GET", `${path}/event/${target}`);
  expect(unsigned.redacted_because).toMatchObject({ ...first, content: { reason: "Spam" } });
});

it("C20 each call without a transaction ID is one of its own, by the older name of the API too", async () => {
  const [alice, bob] = [await server.user("alice20"), await server.user("bob20")];
  const room = await alice.createRoom({ preset: "public_chat" });
  const path = `/rooms/${encodeURIComponent(room)}`;
  await bob.join(room);
  const { event_id } = await alice.ok("PUT", `${path}/send/m.room.message/a`, { body: "no" });
  const redact = `${path}/redact/${encodeURIComponent(event_id)}`;
  expect((await bob.post(redact)).body.errcode).toBe("M_FORBIDDEN");
  const first = await alice.ok("POST", redact, { reason: "Spam" });
  expect(await alice.ok("POST", redact)).not.toEqual(first);
  const event = await alice.ok("GET", `${path}/event/${encodeURIComponent(event_id)}`);
  expect([event.content, event.unsigned.redacted_because.sender]).toEqual([{}, alice.userId]);
  const older = await fetch(`${server.url}/_matrix/client/r0${redact}?access_token=${alice.token}`, {
    method: "POST",
  });
  expect(older.status).toBe(200);
});

it("C14 what others have sent needs the level to redact", async () => {
  const alice = await server.user("alice14");
  const bob = await server.user("bob14");
  const carol = await server.user("carol14");
  const room = await alice.createRoom({ preset: "public_chat", room_version: "11" });
  const path = `/rooms/${encodeURIComponent(room)}`;
  for (const each of [bob, carol]) await each.join(room);
  const { event_id } = await bob.ok("PUT", `${path}/send/m.room.message/a`, {
    msgtype: "m.text",
    body: "mine",
  });
  const redact = `${path}/redact/${encodeURIComponent(event_id)}/x`;
  const refused = await carol.put(redact, {});
  expect([refused.status, refused.body.errcode]).toEqual([403, "M_FORBIDDEN"]);
  expect((await alice.ok("GET", `${path}/event/${encodeURIComponent(event_id)}`)).content.body).toBe("mine");
  expect((await alice.put(redact, {})).status).toBe(200);
  expect((await bob.put(redact, {})).status).toBe(200);
  const outsider = await server.user("dave14");
  expect((await outsider.put(redact, {})).status).toBe(403);
});

it("C15 an event of another room is refused, one that is not known is no error", async () => {
  const alice = await server.user("alice15");
  const [one, two] = [await alice.createRoom(), await alice.createRoom()];
  const { event_id } = await alice.ok("PUT", `/rooms/${encodeURIComponent(one)}/send/x.y/a`, {});
  const elsewhere = `/rooms/${encodeURIComponent(two)}/redact`;
  expect((await alice.put(`${elsewhere}/${encodeURIComponent(event_id)}/a`, {})).status).toBe(400);
  expect((await alice.put(`${elsewhere}/${encodeURIComponent(`$${"x".repeat(43)}`)}/b`, {})).status).toBe(
    200,
  );
});

it.each(["10", "11"])("C16 sending the event does the same, in version %s", async (version) => {
  const [alice, bob] = [await server.user(`alice16-${version}`), await server.user(`bob16-${version}`)];
  const room = await alice.createRoom({ preset: "public_chat", room_version: version });
  await bob.join(room);
  const path = `/rooms/${encodeURIComponent(room)}`;
  const { event_id } = await alice.ok("PUT", `${path}/send/x.y/a`, { a: 1 });
  const elsewhere = await alice.ok(
    "PUT",
    `/rooms/${encodeURIComponent(await alice.createRoom())}/send/x.y/a`,
    {},
  );
  const send = (client: typeof alice, redacts: string, id: string) =>
    client.put(`${path}/send/m.room.redaction/${id}`, { redacts, reason: "Spam" });
  expect((await send(bob, event_id, "b")).status).toBe(403);
  expect((await send(alice, elsewhere.event_id, "c")).status).toBe(400);
  const sent = await send(alice, event_id, "d");
  expect((await send(alice, event_id, "d")).body).toEqual(sent.body);
  const event = await alice.ok("GET", `${path}/event/${encodeURIComponent(event_id)}`);
  expect([event.content, event.unsigned.redacted_because]).toMatchObject([
    {},
    { event_id: sent.body.event_id, content: { reason: "Spam", redacts: event_id }, redacts: event_id },
  ]);
});

it.each(["10", "11"])("C16 a redaction of nothing is refused, in version %s", async (version) => {
  const alice = await server.user(`alice16-none-${version}`);
  const room = await alice.createRoom({ room_version: version });
  const path = `/rooms/${encodeURIComponent(room)}/send/m.room.redaction`;
  for (const [at, content] of [{}, { redacts: null }, { redacts: ["$a"] }, { redacts: "" }].entries())
    expect((await alice.put(`${path}/${at}`, content)).status).toBe(400);
});

it("C17, C18, C19 state keeps its place, and a redaction of a redaction undoes nothing", async () => {
  const alice = await server.user("alice18");
  const room = await alice.createRoom({ topic: "Secret", room_version: "11" });
  const path = `/rooms/${encodeURIComponent(room)}`;
  const redact = async (event: string, id: string, reason?: string) =>
    (
      await alice.ok("PUT", `${path}/redact/${encodeURIComponent(event)}/${id}`, {
        ...(reason && { reason }),
      })
    ).event_id;
  const topic = await alice.ok("GET", `${path}/state/m.room.topic?format=event`);
  const { next_batch } = await alice.sync();
  const first = await redact(topic.event_id, "a", "why");
  expect(await alice.ok("GET", `${path}/state/m.room.topic`)).toEqual({});
  const { timeline } = (await alice.sync(next_batch)).rooms.join[room];
  expect(timeline.events.map(({ event_id }: { event_id: string }) => event_id)).toEqual([first]);
  await redact(first, "b");
  expect(await alice.ok("GET", `${path}/state/m.room.topic`)).toEqual({});
  const shown = await alice.ok("GET", `${path}/event/${encodeURIComponent(first)}`);
  expect(shown.content).not.toHaveProperty("reason");
});
