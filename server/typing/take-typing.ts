/** `m.typing` of other servers (C53). */
import { type JsonObject, own } from "@knockgen/auth";
import { isAllowedIn } from "../room/room-access.js";
import { serverOf } from "../values/ids.js";
import { setTyping, type TypingParts } from "./set-typing.js";

/** A server that goes down while its user types never says that they have ceased. */
const TYPING_MS = 60_000;

/** Takes that of users of the sending server who are in the room. */
export async function takeTyping(context: TypingParts, origin: string, content: JsonObject): Promise<void> {
  const [roomId, userId, typing] = ["room_id", "user_id", "typing"].map((key) => own(content, key));
  if (typeof roomId !== "string" || typeof userId !== "string" || typeof typing !== "boolean") return;
  const room = await context.writer.room(roomId);
  if (serverOf(userId) !== origin || room?.membershipOf(userId) !== "join") return;
  if (!(await isAllowedIn(context, roomId, origin))) return;
  await setTyping(context, { roomId, userId, deviceId: "", until: typing ? context.now() + TYPING_MS : 0 });
}
