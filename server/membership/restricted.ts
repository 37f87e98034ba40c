/** Restricted rooms: whether a user meets a condition, and who lets them in (N10, #42). */
import {
  actionLevel,
  currentJoinRule,
  isJsonObject,
  joinRuleMeaning,
  own,
  ROOM_VERSIONS,
  userLevel,
} from "@knockgen/auth";
import type { ServerContext } from "../context.js";
import { MatrixHttpError } from "../errors.js";
import type { RoomDraft } from "../room/draft/draft.js";
import { serverOf } from "../values/ids.js";

/** Answer of the join rule to a user who wants to join. */
export type Entry =
  /** No condition applies to them: the rules decide. */
  | { readonly kind: "unconditional" }
  /** A condition is met, and this member vouches for it. */
  | { readonly kind: "authorised"; readonly by: string }
  /** A condition is met, but no local user may invite. */
  | { readonly kind: "cannot-grant" }
  /** Whether a condition is met cannot be told here. */
  | { readonly kind: "cannot-tell" }
  /** No condition is met. */
  | { readonly kind: "refused" };

/** Looks at a room's conditions for a user. */
export async function entryOf(
  context: Pick<ServerContext, "serverName" | "writer">,
  draft: RoomDraft,
  userId: string,
): Promise<Entry> {
  const membership = draft.room.membershipOf(userId);
  // #36: a member or an invited user needs no authorising user, and no condition lets a banned one in.
  if (membership === "join" || membership === "invite" || membership === "ban")
    return { kind: "unconditional" };
  const rules = ROOM_VERSIONS[draft.room.version];
  const joinRules = await draft.stateEvent("m.room.join_rules");
  const rule = currentJoinRule((type) => (type === "m.room.join_rules" ? joinRules : undefined));
  if (joinRuleMeaning(rule, rules).join !== "authorised") return { kind: "unconditional" };
  const allowed = joinRules === undefined ? undefined : own(joinRules.content, "allow");
  const condition = await meetsCondition(context, Array.isArray(allowed) ? allowed : [], userId);
  if (condition !== "met") return { kind: condition === "unknown" ? "cannot-tell" : "refused" };
  const by = await localInviter(context, draft);
  return by === undefined ? { kind: "cannot-grant" } : { kind: "authorised", by };
}

/** #39: unknown conditions are never met. */
async function meetsCondition(
  context: Pick<ServerContext, "serverName" | "writer">,
  allow: readonly unknown[],
  userId: string,
): Promise<"met" | "unmet" | "unknown"> {
  let unknown = false;
  for (const condition of allow) {
    if (!isJsonObject(condition) || own(condition, "type") !== "m.room_membership") continue;
    const roomId = own(condition, "room_id");
    if (typeof roomId !== "string") continue;
    const room = await context.writer.room(roomId);
    if (room?.hasServer(context.serverName) !== true) unknown = true;
    else if (room.membershipOf(userId) === "join") return "met";
  }
  return unknown ? "unknown" : "unmet";
}

/** A member of this server with the power to invite: the most powerful first, so that the choice is steady. */
async function localInviter(
  context: Pick<ServerContext, "serverName">,
  draft: RoomDraft,
): Promise<string | undefined> {
  const levels = {
    rules: ROOM_VERSIONS[draft.room.version],
    create: await draft.create(),
    powerLevels: await draft.stateEvent("m.room.power_levels"),
  };
  const needed = actionLevel(levels, "invite");
  if (needed === undefined) return undefined;
  let best: { readonly user: string; readonly level: number | bigint } | undefined;
  for (const [user, membership] of draft.room.memberships) {
    if (membership !== "join" || serverOf(user) !== context.serverName) continue;
    const level = userLevel(levels, user);
    if (level !== undefined && level >= needed && (best === undefined || level > best.level))
      best = { user, level };
  }
  return best?.user;
}

/** Errors of make_join for a restricted room that does not admit the user (N20). */
export function entryError(entry: Entry): MatrixHttpError | undefined {
  switch (entry.kind) {
    case "unconditional":
    case "authorised":
      return undefined;
    case "cannot-grant":
      return new MatrixHttpError(400, "M_UNABLE_TO_GRANT_JOIN", "No user of this server may let users in");
    case "cannot-tell":
      return new MatrixHttpError(
        400,
        "M_UNABLE_TO_AUTHORISE_JOIN",
        "This server cannot tell whether a condition is met",
      );
    case "refused":
      return new MatrixHttpError(403, "M_FORBIDDEN", "None of the room's conditions is met");
  }
}
