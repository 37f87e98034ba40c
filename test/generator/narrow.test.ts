/** Events inside what an API hands out narrow by their type: by guards at run time, in the types, and with an application's own events. */
import path from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { schemasFolder } from "../schemas/support.js";
import { compile } from "./support/compile.js";
import { emit, writeFolder } from "./support/emit.js";
import { releaseFolder } from "./support/release.js";

const ours = emit(schemasFolder);

/** Lines that a user may write; a line after `@ts-expect-error` must not compile. */
const USER = `
import type { SyncResponse200, RoomMessagesResponse200 } from "./client-server.js";
import { isEventOf, isKnownEvent, isKnownRoomMessageContent, isRoomMessageContentOf, isStateOf, isStrippedStateOf } from "./narrow.js";

declare module "./events.js" {
  interface StateEventContents { "org.example.door": { open: boolean } }
  interface MessageEventContents { "org.example.bell": { rings: number } }
}

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A, B>(answer: Same<A, B>): void => void answer;

export function walk(sync: SyncResponse200): void {
  for (const room of Object.values(sync.rooms?.knock ?? {}))
    for (const event of room.knock_state?.events ?? [])
      if (isStrippedStateOf(event, "m.room.member")) {
        same<typeof event.content.membership, "invite" | "join" | "knock" | "leave" | "ban">(true);
        event.sender satisfies string;
        // @ts-expect-error a membership is not any text
        event.content.membership === "asking";
      }
  for (const room of Object.values(sync.rooms?.join ?? {}))
    for (const event of room.timeline?.events ?? []) {
      if (isEventOf(event, "m.room.message") && isRoomMessageContentOf(event.content, "m.text")) {
        same<typeof event.content.msgtype, "m.text">(true);
        event.content.body satisfies string;
      }
      if (isEventOf(event, "m.room.message") && isKnownRoomMessageContent(event.content)) {
        if (event.content.msgtype === "m.location") event.content.geo_uri satisfies string;
        // @ts-expect-error only some kinds of message have a place
        event.content.geo_uri;
      }
      if (isStateOf(event, "org.example.door")) event.content.open satisfies boolean;
      if (isEventOf(event, "org.example.bell")) event.content.rings satisfies number;
      if (isKnownEvent(event)) {
        switch (event.type) {
          case "m.room.join_rules":
            event.content.join_rule satisfies "public" | "knock" | "invite" | "private" | "restricted" | "knock_restricted";
            break;
          case "m.room.name":
            event.content.name satisfies string;
            // @ts-expect-error of another event
            event.content.join_rule satisfies string;
        }
      }
      // @ts-expect-error no such event
      isEventOf(event, "m.room.nonsense");
      // @ts-expect-error no state event
      isStateOf(event, "m.room.message");
    }
}

export function page(messages: RoomMessagesResponse200): void {
  for (const event of messages.chunk) if (isStateOf(event, "m.room.create")) event.content satisfies object;
}
`;

test("in the types", () => {
  const operations = ours.manifest.operations.find(({ operationId }) => operationId === "getRoomEvents");
  const messages = operations?.names.responses["200"]?.type ?? "";
  const text = USER.replaceAll("RoomMessagesResponse200", messages);
  writeFolder([["user.ts", text]], ours.folder);
  expect(compile([path.join(ours.folder, "user.ts")])).toEqual([]);
});

type Guard = (...args: unknown[]) => boolean;

async function guards(folder: string): Promise<{ readonly [name: string]: Guard }> {
  return await import(pathToFileURL(path.join(folder, "narrow.js")).href);
}

const member = { type: "m.room.member", state_key: "@a:b", sender: "@a:b", content: { membership: "knock" } };

test("at run time", async () => {
  const found = await guards(ours.folder);
  const { isEventOf, isKnownEvent, isKnownRoomMessageContent, isRoomMessageContentOf } = found;
  const { isStateOf, isStrippedStateOf } = found;
  for (const is of [isEventOf, isStateOf, isStrippedStateOf]) {
    expect(is?.(member, "m.room.member")).toBe(true);
    expect(is?.(member, "m.room.name")).toBe(false);
    expect(is?.({ ...member, content: { membership: "asking" } }, "m.room.member")).toBe(false);
    expect(is?.({ ...member, content: null }, "m.room.member")).toBe(false);
    expect(is?.({ type: "org.example.door", content: { open: true } }, "org.example.door")).toBe(true);
    expect(is?.({ type: "org.example.door", content: null }, "org.example.door")).toBe(false);
  }
  expect(isKnownEvent?.(member)).toBe(true);
  expect(isKnownEvent?.({ type: "org.example.door", content: {} })).toBe(false);
  for (const type of ["constructor", "__proto__", "toString"])
    expect(isKnownEvent?.({ type, content: {} })).toBe(false);
  expect(isRoomMessageContentOf?.({ msgtype: "m.text", body: "a" }, "m.text")).toBe(true);
  expect(isRoomMessageContentOf?.({ msgtype: "m.text", body: 1 }, "m.text")).toBe(false);
  expect(isRoomMessageContentOf?.({ msgtype: "m.text", body: "a" }, "m.notice")).toBe(false);
  expect(isKnownRoomMessageContent?.({ msgtype: "m.text", body: "a" })).toBe(true);
  expect(isKnownRoomMessageContent?.({ msgtype: "m.text", body: 1 })).toBe(false);
  for (const content of [
    null,
    1,
    {},
    { msgtype: "org.example.wave", body: "a" },
    { msgtype: "toString", body: "a" },
  ])
    expect(isKnownRoomMessageContent?.(content)).toBe(false);
});

const newest = releaseFolder("v1.19");
test.skipIf(newest === undefined)("every event of v1.19 is in a map and has a guard", async () => {
  if (newest === undefined) return;
  const { folder, manifest, files } = emit(newest);
  const { isKnownEvent } = await guards(folder);
  const known = manifest.events.filter(({ kind, names }) => kind !== null && names.content !== undefined);
  const text = files.find(({ path: name }) => name === "events.ts")?.text ?? "";
  for (const { type } of known) expect(text).toContain(`\n  ${JSON.stringify(type)}: `);
  expect(known.length).toBeGreaterThan(70);
  expect(isKnownEvent?.({ type: "m.tag", content: { tags: { "u.work": { order: 0.5 } } } })).toBe(true);
});
