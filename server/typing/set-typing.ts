/** Typing begins and ceases: for those in the room, here and elsewhere (C49 to C53). */
import type { ServerContext } from "../context.js";
import type { DeviceRecord, TypingUser } from "../store/store.js";
import { serverOf } from "../values/ids.js";

export type TypingParts = Pick<
  ServerContext,
  "announce" | "now" | "passEdu" | "serverName" | "store" | "typing" | "writer"
>;

/** Tells of a user who types until some time, or types no more. */
export async function setTyping(context: TypingParts, entry: TypingUser): Promise<void> {
  const { roomId, userId, until } = entry;
  const typed = context.typing.isTyping(roomId, userId);
  const types = until > 0;
  if (!typed && !types) return;
  // That it goes on is news for other processes, but not for clients.
  const rooms = typed === types ? [] : [roomId];
  context.announce(await context.store.pass({ rooms, typing: [entry] }));
  if (serverOf(userId) !== context.serverName) return;
  const room = await context.writer.room(roomId);
  const content = { room_id: roomId, user_id: userId, typing: types };
  context.passEdu(room?.servers ?? [], { edu_type: "m.typing", content });
}

async function endAll(context: TypingParts, entries: readonly TypingUser[]): Promise<void> {
  for (const entry of entries) await setTyping(context, { ...entry, until: 0 });
}

/** Ends the typing of those whose time is over. */
export function endTypingInTime(context: TypingParts): Promise<void> {
  const now = context.now();
  return endAll(
    context,
    context.typing.which(({ until }) => until <= now),
  );
}

/** Ends that of users who have left some rooms, or whose device is gone. */
export async function endTypingOf(
  context: TypingParts,
  { rooms, devices }: { readonly rooms: readonly string[]; readonly devices: readonly DeviceRecord[] },
): Promise<void> {
  for (const { userId, deviceId } of devices)
    await endAll(
      context,
      context.typing.which((entry) => entry.userId === userId && entry.deviceId === deviceId),
    );
  for (const roomId of rooms) {
    if (context.typing.in(roomId).users.length === 0) continue;
    const room = await context.writer.room(roomId);
    const isOut = ({ userId }: TypingUser): boolean => room?.membershipOf(userId) !== "join";
    await endAll(
      context,
      context.typing.which((entry) => entry.roomId === roomId && isOut(entry)),
    );
  }
}
