/** Account data that clients may not write as they like, and where it belongs. */
import { pause } from "../../bounds/turns.js";
import { invalidParam, MatrixHttpError, notFound } from "../../errors.js";
import { isPushRules } from "../../push/kept-rules.js";
import { rulesOf } from "../../push/user-rules.js";
import type { AccountDataKey } from "../../store/accounts/account-data.js";
import { checkId } from "../../values/check-id.js";
import { isRoomId } from "../../values/ids.js";
import { asJsonObject } from "../../values/json.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { requireOwn } from "../own-only.js";

/** Read by clients, but changed by endpoints of their own (C33). */
const WRITTEN_ELSEWHERE: ReadonlySet<string> = new Set(["m.fully_read", "m.push_rules"]);

interface Answer {
  readonly status: 200;
  readonly body: Record<string, unknown>;
}

/** A request about one piece, of a user or of a user's in a room. */
interface AboutPiece {
  readonly path: { readonly userId: string; readonly roomId?: string; readonly type: string };
  readonly auth: Auth;
}

/** Handler that replaces a piece (C31, C32). */
export function replaceAccountData({
  store,
  announce,
}: Pick<Context, "announce" | "store">): (about: AboutPiece & { readonly body: unknown }) => Promise<Answer> {
  return async ({ path, auth, body }) => {
    const key = accountDataKey(auth, path);
    if (WRITTEN_ELSEWHERE.has(key.type))
      throw new MatrixHttpError(405, "M_BAD_JSON", `${key.type} has an endpoint of its own`);
    const content = asJsonObject(body);
    // A piece may be as large as a body may, so that each of these steps takes long.
    await pause();
    announce(await store.changeAccountData(key, content));
    return { status: 200, body: {} };
  };
}

/** Handler that gives a piece (C31, C32). */
export function readAccountData(
  context: Pick<Context, "config" | "store">,
): (about: AboutPiece) => Promise<Answer> {
  return async ({ path, auth }) => {
    const key = accountDataKey(auth, path);
    if (isPushRules(key)) return { status: 200, body: { global: await rulesOf(context, auth.userId) } };
    const content = await context.store.shownAccountData(key);
    if (content === undefined) throw notFound("It was never set");
    return { status: 200, body: content };
  };
}

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
