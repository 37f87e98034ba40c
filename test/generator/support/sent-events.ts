/** Sending and reading know the event's type: literal types narrow, unknown ones stay open, an application adds its own. */
import path from "node:path";
import { expect, test } from "vitest";
import { compile } from "./compile.js";
import { emit, writeFolder } from "./emit.js";

/** Lines that a user may write; a line after `@ts-expect-error` must not compile. */
const USER = `
import type { ClientServerClient } from "./client/client-server.js";
declare const c: ClientServerClient;
declare module "./events.js" {
  interface MessageEventContents { "org.example.bell": { rings: number } }
}
interface Door { open: boolean }
export async function f(door: Door, type: string): Promise<void> {
  const path = { roomId: "!a:b", txnId: "1" } as const;
  await c.sendMessage({ path: { ...path, eventType: "m.room.message" }, body: { msgtype: "m.text", body: "a", "m.mentions": { user_ids: ["@a:b"] }, x: [1] } });
  // @ts-expect-error body lacks
  await c.sendMessage({ path: { ...path, eventType: "m.room.message" }, body: { msgtype: "m.text" } });
  // @ts-expect-error wrong type
  await c.sendMessage({ path: { ...path, eventType: "m.room.message" }, body: { msgtype: "m.text", body: 1 } });
  // @ts-expect-error a location needs geo_uri
  await c.sendMessage({ path: { ...path, eventType: "m.room.message" }, body: { msgtype: "m.location", body: "a" } });
  await c.sendMessage({ path: { ...path, eventType: "m.room.message" }, body: { msgtype: "m.location", body: "a", geo_uri: "geo:1,1" } });
  await c.sendMessage({ path: { ...path, eventType: "m.room.message" }, body: { msgtype: "org.own", body: "a" } });
  await c.sendMessage({ path: { ...path, eventType: "org.example.bell" }, body: { rings: 1 } });
  // @ts-expect-error merged
  await c.sendMessage({ path: { ...path, eventType: "org.example.bell" }, body: { rings: "1" } });
  await c.sendMessage({ path: { ...path, eventType: "org.x" }, body: { a: 1 } });
  await c.sendMessage({ path: { ...path, eventType: type }, body: { a: 1 } });
  await c.sendMessage({ path: { ...path, eventType: "m.reaction" }, body: { "m.relates_to": { rel_type: "m.annotation", event_id: "$a", key: "x" } } });
  const r = await c.getRoomStateWithKey({ path: { roomId: "!a:b", eventType: "m.room.topic", stateKey: "" } });
  if (r.status === 200) { const t: string = r.body.topic; void t; }
  const e = await c.getRoomStateWithKey({ path: { roomId: "!a:b", eventType: "m.room.topic", stateKey: "" }, query: { format: "event" } });
  // @ts-expect-error may be a whole event
  if (e.status === 200) { const t: string = e.body.topic; void t; }
  await c.setRoomStateWithKey({ path: { roomId: "!a:b", eventType: "m.room.join_rules", stateKey: "" }, body: { join_rule: "knock" } });
  // @ts-expect-error no such rule
  await c.setRoomStateWithKey({ path: { roomId: "!a:b", eventType: "m.room.join_rules", stateKey: "" }, body: { join_rule: "nock" } });
  await c.setRoomStateWithKey({ path: { roomId: "!a:b", eventType: "org.door", stateKey: "" }, body: { ...door } });
  await c.setAccountData({ path: { userId: "@a:b", type: "m.direct" }, body: { "@a:b": ["!a:b"] } });
  // @ts-expect-error not a list
  await c.setAccountData({ path: { userId: "@a:b", type: "m.direct" }, body: { "@a:b": "!a:b" } });
  const d = await c.getAccountData({ path: { userId: "@a:b", type: "m.direct" } });
  if (d.status === 200) for (const list of Object.values(d.body)) list satisfies string[];
  await c.sendToDevice({ path: { eventType: "m.dummy", txnId: "1" }, body: { messages: { "@a:b": { "*": {} } } } });
  await c.sendToDevice({ path: { eventType: "m.room_key_request", txnId: "1" }, body: { messages: { "@a:b": { "*": { action: "request_cancellation", request_id: "1", requesting_device_id: "A" } } } } });
  // @ts-expect-error another action
  await c.sendToDevice({ path: { eventType: "m.room_key_request", txnId: "1" }, body: { messages: { "@a:b": { "*": { action: "no", request_id: "1", requesting_device_id: "A" } } } } });
}
`;

/** Registers the test of one folder. */
export function testSentEvents(name: string, spec: string | undefined): void {
  test.skipIf(spec === undefined)(`operations of ${name} know the content by the type of the event`, () => {
    if (spec === undefined) return;
    const output = emit(spec, { emit: ["types", "validators", "client"] }).folder;
    writeFolder([["user.ts", USER]], output);
    expect(compile([path.join(output, "user.ts")])).toEqual([]);
  });
}
