/** Operations whose answers grow with what is stored: few of them at once (O8). */
import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import type { ServerServerHandlers } from "@knockgen/matrix/routes/server-server";
import type { Mounted } from "@knockgen/matrix/runtime/mount";
import { textAt } from "../values/member-of.js";
import type { AnswersAtOnce } from "./answers-at-once.js";

type Name = Extract<keyof ClientServerHandlers<unknown> | keyof ServerServerHandlers<unknown>, string>;

/** `/sync` takes a place of its own where it tells everything; while it waits for news it needs none. */
const LARGE: ReadonlySet<string> = new Set<Name | "sendJoinV1">([
  "backfillRoom",
  "getAccountData",
  "getAccountDataPerRoom",
  "getEventAuth",
  "getEventContext",
  "getJoinedMembersByRoom",
  "getMembersByRoom",
  "getMissingPreviousEvents",
  "getNotifications",
  "getRelatingEvents",
  "getRelatingEventsWithRelType",
  "getRelatingEventsWithRelTypeAndEventType",
  "getRoomEvents",
  "getRoomKeys",
  "getRoomKeysByRoomId",
  "getRoomState",
  "getRoomStateIds",
  "getThreadRoots",
  "getUserDevices",
  "queryKeys",
  "queryUserEncryptionKeys",
  "search",
  "sendJoinV1",
  "sendJoinV2",
]);

/** The same operations, each with a place for its answer. */
export function fewLargeAtOnce(answers: AnswersAtOnce, mounted: Mounted): Mounted {
  const entries = mounted.entries.map((entry) => {
    const { route, handle } = entry;
    if (!LARGE.has(route.name)) return entry;
    const caller = (call: unknown): string =>
      textAt(call, "auth", "userId") ?? textAt(call, "auth", "origin") ?? "";
    return { ...entry, handle: (call: unknown) => answers.make(caller(call), async () => handle(call)) };
  });
  return { ...mounted, entries };
}
