/** Which releases of the specification the server says it follows, and what the latest of them have added. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Client } from "../support/client.js";
import { startServer, type TestServer } from "../support/servers.js";

let hs: TestServer;
let alice: Client;

beforeAll(async () => {
  hs = await startServer();
  alice = await hs.user("alice");
});
afterAll(() => hs?.close());

interface Operation {
  readonly api: string;
  readonly since?: string;
  readonly method: string;
  readonly path: string;
}

/** Operations of the client-server API that a release has added. */
function addedBy(release: string): readonly Operation[] {
  const file = path.join(import.meta.dirname, "../../../generated/manifest.json");
  const { operations }: { readonly operations: readonly Operation[] } = JSON.parse(
    readFileSync(file, "utf8"),
  );
  return operations.filter(({ api, since }) => api === "client-server" && `v${since}` === release);
}

/** Left out of releases that the server names: single sign-on, invitations to register, bridges, media in two steps, contacts. */
const LEFT_OUT =
  /\/login\/sso\/|\/login\/get_token$|registration_token|\/appservice\/|\/media\/|\/matrix\/support$/;

it("C11 names releases as far as their operations answer, with and without a token", async () => {
  const answer = await fetch(`${hs.url}/_matrix/client/versions`);
  const body = await answer.json();
  const { versions, unstable_features } = body;
  expect(versions).toEqual(Array.from({ length: versions.length }, (_, at) => `v1.${at + 1}`));
  // Clients would ask for media with a token.
  expect(versions).not.toContain("v1.11");
  expect(Object.values(unstable_features).every((value) => typeof value === "boolean")).toBe(true);
  for (const release of versions)
    for (const { method, path: template } of addedBy(release)) {
      if (LEFT_OUT.test(template)) continue;
      const url = `${hs.url}${template.replace(/\{[^}]*\}/g, "x")}`;
      const { status } = await fetch(url, { method, ...(method !== "GET" && { body: "{}" }) });
      expect([release, method, template, status]).not.toContain(404);
    }
});

it("1.19: says which event one of the state has replaced", async () => {
  const room = await alice.createRoom({ name: "first" });
  const at = `/rooms/${encodeURIComponent(room)}`;
  const idOf = async (name: string): Promise<string> =>
    (await alice.ok("PUT", `${at}/state/m.room.name/`, { name })).event_id;
  const second = await idOf("second");
  const third = await idOf("third");
  const { unsigned } = await alice.ok("GET", `${at}/event/${encodeURIComponent(third)}`);
  expect(unsigned.replaces_state).toBe(second);
  const { timeline } = (await alice.sync()).rooms.join[room];
  const name = (body: string) =>
    timeline.events.find(({ content }: { content: { name?: string } }) => content.name === body);
  expect(name("second").unsigned.replaces_state).toBe(name("first").event_id);
  expect(name("first").unsigned).not.toHaveProperty("replaces_state");
});

it("1.18: redactions are sent like any event", async () => {
  for (const room_version of ["10", "12"]) {
    const room = await alice.createRoom({ room_version });
    const at = `/rooms/${encodeURIComponent(room)}`;
    const { event_id: redacts } = await alice.ok("PUT", `${at}/send/m.room.message/a`, { body: "a" });
    await alice.ok("PUT", `${at}/send/m.room.redaction/b`, { redacts });
    const shown = await alice.ok("GET", `${at}/event/${encodeURIComponent(redacts)}`);
    expect(shown.content).toEqual({});
  }
});
