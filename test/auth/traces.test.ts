/** Recorded exchanges between two servers of another implementation, request by request and event by event. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import {
  authorize,
  isJsonObject,
  type JsonValue,
  own,
  type Pdu,
  parseJson,
  type RoomVersion,
  readPdu,
  type ServerKey,
  verifyEvent,
  verifyRequest,
} from "@knockgen/auth";
import { describe, expect, test } from "vitest";
import { shared } from "../support/shared.js";

const folder = shared("traces");
const files = folder === undefined ? [] : readdirSync(folder).filter((name) => name.endsWith(".json"));

const SERVERS: Readonly<Record<string, string>> = { s1: "127.0.0.1:8448", s2: "localhost:8449" };
const KEYS: ReadonlyMap<string, readonly ServerKey[]> = new Map([
  ["127.0.0.1:8448", [{ keyId: "ed25519:a_s1", publicKey: "fIEbSMcCu7ItDdp5/Xs3mLQJlwlLwSHRjVRvF8xOhbs" }]],
  ["localhost:8449", [{ keyId: "ed25519:a_s2", publicKey: "zcERAvodCbJCKG47X3KJiX+cC+9iyUfgFBAxl38KsF0" }]],
]);
const keysOf = (server: string): readonly ServerKey[] => KEYS.get(server) ?? [];

function pdusIn(value: JsonValue | undefined, version: RoomVersion, found: Pdu[] = []): Pdu[] {
  if (Array.isArray(value)) for (const entry of value) pdusIn(entry, version, found);
  if (!isJsonObject(value)) return found;
  if (own(value, "signatures") !== undefined && own(value, "hashes") !== undefined) {
    const read = readPdu(value, version);
    if (!read.ok) throw new Error(read.error.message);
    found.push(read.value);
  } else for (const entry of Object.values(value)) pdusIn(entry, version, found);
  return found;
}

function exchangesOf(name: string): JsonValue[] {
  const read = parseJson(readFileSync(path.join(folder ?? "", name), "utf8"));
  const exchanges = read.ok && isJsonObject(read.value) ? own(read.value, "exchanges") : undefined;
  if (!Array.isArray(exchanges)) throw new Error("no exchanges");
  return [...exchanges];
}

const text = (value: JsonValue | undefined): string => (typeof value === "string" ? value : "");

describe.skipIf(files.length === 0)("recorded exchanges", () => {
  test.each(files)("%s", (name) => {
    const version: RoomVersion = name.includes("-v7-") ? "7" : "10";
    for (const exchange of exchangesOf(name)) {
      if (!isJsonObject(exchange)) throw new Error("no exchange");
      const body = own(exchange, "request") ?? undefined;
      const check = verifyRequest(
        {
          method: text(own(exchange, "method")),
          uri: text(own(exchange, "path")),
          destination: SERVERS[text(own(exchange, "to"))] ?? "",
          content: body,
          authorization: text(own(exchange, "authorization")),
        },
        keysOf,
        Date.now(),
      );
      expect(check.ok).toBe(true);
      for (const event of [...pdusIn(body, version), ...pdusIn(own(exchange, "response"), version)])
        expect(verifyEvent(event, version, keysOf)).toMatchObject({ ok: true, hashMatches: true });
    }
  });

  test("the events of a join are authorised by the chain that comes with them", () => {
    for (const [name, version] of [
      ["12-v7-knock-join.json", "7"],
      ["31-v10-knock-join.json", "10"],
    ] as const) {
      const events = new Map<string, Pdu>();
      for (const exchange of exchangesOf(name))
        for (const event of pdusIn(exchange, version)) events.set(event.eventId, event);
      let judged = 0;
      for (const event of events.values()) {
        const authEvents = event.authEventIds
          .map((id) => events.get(id))
          .filter((known) => known !== undefined);
        if (authEvents.length < event.authEventIds.length) continue;
        expect(authorize(event, { roomVersion: version, authEvents })).toMatchObject({ allowed: true });
        judged++;
      }
      expect(judged).toBeGreaterThan(5);
    }
  });
});
