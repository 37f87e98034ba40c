/** Holds every operation that changes something to its limits, whichever handler it has (O9), and what servers ask to their budgets (O1). */
import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import type { ServerServerHandlers } from "@knockgen/matrix/routes/server-server";
import type { Mounted } from "@knockgen/matrix/runtime/mount";
import type { Route } from "@knockgen/matrix/runtime/route";
import { onBehalf } from "../bounds/turns.js";
import { MatrixHttpError } from "../errors.js";
import { memberOf, textAt } from "../values/member-of.js";
import { addressKey } from "./address-key.js";
import type { Limits } from "./limits.js";
import { originMeter } from "./origin-budget.js";
import type { LimitName } from "./table.js";

type Name = Extract<keyof ClientServerHandlers<unknown> | keyof ServerServerHandlers<unknown>, string>;

/** Questions that come by POST, since they have a body. */
const QUESTIONS: ReadonlySet<string> = new Set<Name>([
  "getMissingPreviousEvents",
  "queryKeys",
  "queryPublicRooms",
  "queryUserEncryptionKeys",
]);

/** Those that count against a limit of their own besides, by their user or origin. */
const OWN: ReadonlyMap<string, LimitName> = new Map<Name, LimitName>([
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
      handle: async (call: unknown) => {
        const refused = isWrite(route) ? await takeAll(limits, route, call) : undefined;
        const origin = textAt(call, "auth", "origin");
        const act = () => handle(call);
        const done = origin === undefined ? act() : onBehalf(originMeter(limits, origin), act);
        return refused === undefined ? done : toldOfRefusal(done, refused);
      },
    };
  });
  return { ...mounted, entries };
}

function isWrite({ method, name }: Route): boolean {
  return method !== "GET" && !QUESTIONS.has(name);
}

/** Counts a request against its limits. The result, if any, is for one that is refused. */
async function takeAll(
  limits: Limits,
  { name, api }: Route,
  call: unknown,
): Promise<(() => Promise<void>) | undefined> {
  const ofServer = api === "server-server";
  const caller = textAt(call, "auth", ofServer ? "origin" : "userId");
  if (!ofServer) await limits.take("addressWrite", addressKey(textAt(call, "request", "ip")));
  if (caller === undefined) return undefined;
  await limits.take(ofServer ? "originWrite" : "userWrite", caller);
  const own = OWN.get(name);
  if (own !== undefined) await limits.take(own, caller);
  const room = textAt(call, "path", "roomId");
  if (room === undefined) return undefined;
  await limits.take("roomWrite", room);
  // Strangers who are not let in change nothing in the room, and must not silence it.
  return () => limits.refund("roomWrite", room);
}

/** The answer of a handler, after a word to the limits where it refuses what was asked. */
async function toldOfRefusal(done: unknown, refused: () => Promise<void>): Promise<unknown> {
  try {
    const answer = await done;
    if (isRefusal(memberOf(answer, "status"))) await refused();
    return answer;
  } catch (error) {
    if (error instanceof MatrixHttpError && isRefusal(error.status)) await refused();
    throw error;
  }
}

/** Whatever the reason: nothing was changed. */
function isRefusal(status: unknown): boolean {
  return typeof status === "number" && status >= 400 && status < 500;
}
