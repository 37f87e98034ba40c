/** Which releases of the specification the server says it follows, and what the latest of them have added. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Client } from "./support/client.js";
import { startServer, type TestServer } from "./support/servers.js";

let hs: TestServer;
let alice: Client;

beforeAll(async () => {
  hs = await startServer();
  alice = await hs.user("alice");
});
afterAll(() => hs?.close());

const schemas = path.join(path.dirname(fileURLToPath(import.meta.url)), "../../schemas/api");

/** The youngest release of which the schemas have something. */
function youngest(): number {
  const files = readdirSync(schemas, { recursive: true, encoding: "utf8" });
  const texts = files
    .filter((file) => file.endsWith(".yaml"))
    .map((file) => readFileSync(path.join(schemas, file), "utf8"));
  const releases = texts.flatMap((text) => [
    ...text.matchAll(/x-(?:added|changed)InMatrixVersion:\s+"1\.(\d+)"/g),
  ]);
  return Math.max(...releases.map(([, minor]) => Number(minor)));
}

it("lists every release up to the one that its operations are described by", async () => {
  const answer = await fetch(`${hs.url}/_matrix/client/versions`);
  const { versions } = await answer.json();
  expect(versions).toEqual(Array.from({ length: youngest() }, (_, at) => `v1.${at + 1}`));
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
