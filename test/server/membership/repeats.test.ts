/** O3, O4, O13, O14, O17 and O24: handshakes that are repeated, or bring more than they need. */
import { eventId, isJsonObject, type JsonObject, type JsonValue, own, signEvent } from "@knockgen/auth";
import { describe, expect, it } from "vitest";
import { Guest } from "../support/guest.js";
import { startPair } from "../support/pair.js";
import { makeTemplate, outcome, putEvent } from "../support/remote.js";

const { hs, fake, alice } = await startPair();

const PUBLIC = [{ type: "m.room.join_rules", state_key: "", content: { join_rule: "knock" } }];

let count = 0;
const newUser = (): string => `@repeat${++count}:${fake.name}`;

const knockable = (): Promise<string> => alice.createRoom({ initial_state: PUBLIC, room_version: "10" });

/** A knock of a user of the fake server, signed, not sent yet. */
async function knockOf(room: string, user: string): Promise<JsonObject> {
  const template = await makeTemplate(fake, hs.serverName, "knock", room, user, "10");
  return signEvent(template, "10", fake.name, fake.key);
}

const put = (endpoint: string, event: JsonObject) => putEvent(fake, hs.serverName, endpoint, event, "10");

const change = (room: string, action: "kick" | "ban" | "invite", user: string): Promise<JsonObject> =>
  alice.ok("POST", `/rooms/${encodeURIComponent(room)}/${action}`, { user_id: user });

it.each(["kick", "ban", "invite"] as const)(
  "O13: after a %s the old knock reads nothing of the room any more",
  async (action) => {
    const room = await knockable();
    const user = newUser();
    const knock = await knockOf(room, user);
    expect(outcome(await put("v1/send_knock", knock))).toBe("200");
    expect(outcome(await put("v1/send_knock", knock))).toBe("200");
    await change(room, action, user);
    await alice.ok("PUT", `/rooms/${encodeURIComponent(room)}/state/m.room.name/`, { name: "New name" });
    expect(outcome(await put("v1/send_knock", knock))).toBe("403 M_FORBIDDEN");
  },
);

it("O13: a repeat is refused once the room cannot be knocked at any more", async () => {
  const room = await knockable();
  const knock = await knockOf(room, newUser());
  expect(outcome(await put("v1/send_knock", knock))).toBe("200");
  await alice.ok("PUT", `/rooms/${encodeURIComponent(room)}/state/m.room.join_rules/`, {
    join_rule: "invite",
  });
  expect(outcome(await put("v1/send_knock", knock))).toBe("403 M_FORBIDDEN");
});

it("O14: a repeated join tells the servers of then, and nothing after a ban", async () => {
  const room = await alice.createRoom({ preset: "public_chat", room_version: "10" });
  const user = newUser();
  const template = await makeTemplate(fake, hs.serverName, "join", room, user, "10");
  const join = signEvent(template, "10", fake.name, fake.key);
  const first = await put("v2/send_join", join);
  const servers = (answer: JsonValue): JsonValue | undefined =>
    isJsonObject(answer) ? own(answer, "servers_in_room") : undefined;
  expect(first.ok && servers(first.value)).toEqual([hs.serverName, fake.name]);
  expect(await put("v2/send_join", join)).toEqual(first);
  await change(room, "ban", user);
  expect(outcome(await put("v2/send_join", join))).toBe("403 M_FORBIDDEN");
  expect(outcome(await put("v1/send_join", join))).toBe("403 M_FORBIDDEN");
});

it("O14: a repeated join tells nothing of what came since, on either path", async () => {
  const room = await alice.createRoom({ preset: "public_chat", room_version: "10", topic: "then" });
  const template = await makeTemplate(fake, hs.serverName, "join", room, newUser(), "10");
  const join = signEvent(template, "10", fake.name, fake.key);
  expect(outcome(await put("v2/send_join", join))).toBe("200");
  const path = `/rooms/${encodeURIComponent(room)}`;
  const state: { type: string; event_id: string }[] = await alice.ok("GET", `${path}/state`);
  const topic = state.find(({ type }) => type === "m.room.topic")?.event_id ?? "";
  await alice.ok("PUT", `${path}/redact/${encodeURIComponent(topic)}/1`, { reason: "since: redacted" });
  await alice.ok("PUT", `${path}/state/m.room.topic/`, { topic: "since: renamed" });
  const late = await hs.user("late14");
  await late.join(room);
  for (const endpoint of ["v2/send_join", "v1/send_join"]) {
    const again = await put(endpoint, join);
    expect(outcome(again)).toBe("200");
    const text = JSON.stringify(again);
    for (const secret of ["since: ", late.userId, "then"]) expect(text).not.toContain(secret);
  }
});

/** Requests about a room to the fake server. */
function askedFor(room: string): readonly string[] {
  return fake.requests.flatMap(({ segments }) => (segments[4] === room ? [segments[3] ?? ""] : []));
}

it("O3: for a knock that the rules refuse nothing is fetched", async () => {
  const room = await alice.createRoom({ preset: "private_chat", room_version: "10" });
  const user = newUser();
  const knock = signEvent(
    {
      type: "m.room.member",
      room_id: room,
      sender: user,
      state_key: user,
      content: { membership: "knock" },
      origin_server_ts: Date.now(),
      depth: 5,
      prev_events: ["$unknown"],
      auth_events: ["$unknown"],
    },
    "10",
    fake.name,
    fake.key,
  );
  expect(outcome(await put("v1/send_knock", knock))).toBe("403 M_FORBIDDEN");
  expect(askedFor(room)).toEqual([]);
});

it("O4: of an answer to event_auth only that is looked at which the event rests on", async () => {
  const room = await knockable();
  const user = newUser();
  const template = await makeTemplate(fake, hs.serverName, "knock", room, user, "10");
  const list = own(template, "auth_events");
  const junk = (depth: number): JsonObject =>
    signEvent(
      { ...template, state_key: "", type: "org.example.junk", content: {}, depth },
      "10",
      fake.name,
      fake.key,
    );
  fake.responders.push(({ segments }) =>
    segments[3] === "event_auth" && segments[4] === room
      ? { json: { auth_chain: Array.from({ length: 50 }, (_, at) => junk(at + 1)) } }
      : undefined,
  );
  const auth_events = [...(Array.isArray(list) ? list : []), "$unknown"];
  const knock = signEvent({ ...template, auth_events }, "10", fake.name, fake.key);
  expect(outcome(await put("v1/send_knock", knock))).toBe("403 M_FORBIDDEN");
  const uri = `/_matrix/federation/v1/event/${encodeURIComponent(eventId(junk(1), "10"))}`;
  expect(outcome(await fake.request({ destination: hs.serverName, method: "GET", uri }))).toBe(
    "404 M_NOT_FOUND",
  );
});

it("O24: the auth chain of a join has what is in the state too", async () => {
  const room = await alice.createRoom({ preset: "public_chat", room_version: "10" });
  const template = await makeTemplate(fake, hs.serverName, "join", room, newUser(), "10");
  const joined = await put("v2/send_join", signEvent(template, "10", fake.name, fake.key));
  const types = (name: string): JsonValue[] => {
    const list = joined.ok && isJsonObject(joined.value) ? own(joined.value, name) : undefined;
    return Array.isArray(list)
      ? list.map((event) => (isJsonObject(event) ? (own(event, "type") ?? null) : null))
      : [];
  };
  for (const type of ["m.room.create", "m.room.power_levels", "m.room.join_rules", "m.room.member"]) {
    expect(types("state")).toContain(type);
    expect(types("auth_chain")).toContain(type);
  }
});

const listOf = (value: JsonValue | undefined): readonly JsonValue[] => (Array.isArray(value) ? value : []);

describe.each(["knock", "join"] as const)("a %s", (kind) => {
  it.each<[string, (known: readonly JsonValue[]) => JsonValue[]]>([
    ["nothing", () => []],
    ["nothing that is known", () => ["$unknown"]],
    ["something that is not known beside what is", (known) => [...known, "$unknown"]],
  ])("O17: that follows %s is refused, and has no effect", async (_, follows) => {
    const public_chat = () => alice.createRoom({ preset: "public_chat", room_version: "10" });
    const room = await (kind === "knock" ? knockable() : public_chat());
    const user = newUser();
    const template = await makeTemplate(fake, hs.serverName, kind, room, user, "10");
    const prev_events = follows(listOf(own(template, "prev_events")));
    const event = signEvent({ ...template, prev_events }, "10", fake.name, fake.key);
    expect(outcome(await put(kind === "knock" ? "v1/send_knock" : "v2/send_join", event))).toBe(
      "403 M_FORBIDDEN",
    );
    const path = `/rooms/${encodeURIComponent(room)}/state/m.room.member/${encodeURIComponent(user)}`;
    expect((await alice.get(path)).status).toBe(404);
  });
});

it("O17: a message that follows nothing is refused", async () => {
  const room = await alice.createRoom({ preset: "public_chat", room_version: "10" });
  const guest = await Guest.enter(fake, hs.serverName, room, "10");
  const alone = guest.make("m.room.message", { body: "alone" }, {}, []);
  expect(await guest.send(alone)).toEqual({ [guest.name(alone)]: { error: expect.any(String) } });
});
