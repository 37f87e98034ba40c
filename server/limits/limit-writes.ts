/** Holds every operation that changes something to its limits, whichever handler it has (O9), and what servers ask to their budgets (O1). */
import type { Mounted } from "@knockgen/matrix/runtime/mount";
import type { Route } from "@knockgen/matrix/runtime/route";
import { onBehalf } from "../turns.js";
import { addressKey } from "./address-key.js";
import type { Limits } from "./limits.js";
import { originMeter } from "./origin-budget.js";
import type { LimitName } from "./table.js";

/** Questions that come by POST, since they have a body. */
const QUESTIONS: ReadonlySet<string> = new Set([
  "getMissingEvents",
  "queryKeys",
  "queryPublicRooms",
  "queryUserEncryptionKeys",
]);

/** Those that count against a limit of their own besides, by their user or origin. */
const OWN: ReadonlyMap<string, LimitName> = new Map<string, LimitName>([
  ["createRoom", "roomCreation"],
  ["upgradeRoom", "roomCreation"],
  ["joinRoom", "join"],
  ["joinRoomById", "join"],
  ["sendInviteV1", "originInvite"],
  ["sendInviteV2", "originInvite"],
]);

/** The same operations, within the limits. */
export function withinLimits(limits: Limits, mounted: Mounted): Mounted {
  const entries = mounted.entries.map((entry) => {
    const { route, handle } = entry;
    if (!isWrite(route) && route.api !== "server-server") return entry;
    return {
      ...entry,
      handle: (call: unknown) => {
        if (isWrite(route)) takeAll(limits, route, call);
        const origin = textAt(call, "auth", "origin");
        return origin === undefined
          ? handle(call)
          : onBehalf(originMeter(limits, origin), () => handle(call));
      },
    };
  });
  return { ...mounted, entries };
}

function isWrite({ method, name }: Route): boolean {
  return method !== "GET" && !QUESTIONS.has(name);
}

function takeAll(limits: Limits, { name, api }: Route, call: unknown): void {
  const ofServer = api === "server-server";
  const caller = textAt(call, "auth", ofServer ? "origin" : "userId");
  if (!ofServer) limits.take("addressWrite", addressKey(textAt(call, "request", "ip")));
  if (caller === undefined) return;
  limits.take(ofServer ? "originWrite" : "userWrite", caller);
  const own = OWN.get(name);
  if (own !== undefined) limits.take(own, caller);
  const room = textAt(call, "path", "roomId");
  if (room !== undefined) limits.take("roomWrite", room);
}

/** A text within what a handler is given. */
function textAt(call: unknown, part: string, key: string): string | undefined {
  const within: unknown = isObject(call) ? Reflect.get(call, part) : undefined;
  const value: unknown = isObject(within) ? Reflect.get(within, key) : undefined;
  return typeof value === "string" ? value : undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
