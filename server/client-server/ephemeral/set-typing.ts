import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { forbidden } from "../../errors.js";
import { setTyping as changeTyping, type TypingParts } from "../../typing/set-typing.js";
import type { Auth } from "../auth.js";
import { requireOwn } from "../own-only.js";

/** Clients that give no time, or 0, want this one. */
const USUAL_MS = 30_000;
const MAX_MS = 120_000;

type Handler = ClientServerHandlers<Auth>["setTyping"];

/**
 * `PUT /_matrix/client/v3/rooms/{roomId}/typing/{userId}`: Say whether the user is typing
 *
 * Takes `path`, `body` and `auth`; answers `200` or `429`.
 *
 * @knockgen handler client-server/setTyping 3e089d5e-c805c44b
 */
export const setTyping =
  (context: TypingParts): Handler =>
  async ({ path, body, auth }) => {
    const { userId, deviceId } = auth;
    const { roomId } = path;
    requireOwn(auth, path.userId);
    const room = await context.writer.room(roomId);
    if (room?.membershipOf(userId) !== "join") throw forbidden("You are not in this room");
    const length = Math.min(MAX_MS, Math.max(0, body.timeout ?? 0) || USUAL_MS);
    const until = body.typing ? context.now() + length : 0;
    await changeTyping(context, { roomId, userId, deviceId, until });
    return { status: 200, body: {} };
  };
