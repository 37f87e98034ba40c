/** Account data that clients may not write as they like, and where it belongs. */
import { invalidParam, MatrixHttpError } from "../errors.js";
import { isRoomId } from "../ids.js";
import type { AccountDataKey } from "../store/account-data.js";
import type { Auth } from "./auth.js";
import { checkId } from "./check-id.js";
import { requireOwn } from "./own-only.js";

/** Read by clients, but changed by endpoints of their own (C33). */
const WRITTEN_ELSEWHERE: ReadonlySet<string> = new Set(["m.fully_read", "m.push_rules"]);

/** The piece that a path names; refuses those of others, and of rooms that cannot be. */
export function accountDataKey(
  auth: Auth,
  { userId, roomId, type }: { readonly userId: string; readonly roomId?: string; readonly type: string },
): AccountDataKey {
  requireOwn(auth, userId);
  if (roomId !== undefined && !isRoomId(roomId)) throw invalidParam(`${roomId} is not a room ID`);
  checkId(type, "type");
  return { userId, roomId, type };
}

/** Refuses with 405 a type that is changed elsewhere. */
export function requireWritable({ type }: AccountDataKey): void {
  if (WRITTEN_ELSEWHERE.has(type))
    throw new MatrixHttpError(405, "M_BAD_JSON", `${type} has an endpoint of its own`);
}
