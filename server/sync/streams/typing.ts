/** Who types, in `/sync`: the whole list of a room where it has changed (C50). */
import { addEphemeral } from "./rooms.js";
import { type SyncAnswer, type SyncStream, type SyncView, shownRooms, streamOf } from "./stream.js";

const TYPE = "m.typing";

interface RoomTyping {
  readonly roomId: string;
  readonly users: readonly string[];
}

export const typingStream: SyncStream = streamOf({
  name: "typing",
  read: async ({ typing }, view): Promise<readonly RoomTyping[]> => {
    const { after, upTo, filter } = view;
    return shownRooms(view).flatMap(({ roomId, joinedAt = 0 }) => {
      if (!filter.wantsEphemeral(TYPE, roomId)) return [];
      const { users, position } = typing.in(roomId);
      // To a client that does not know the room, an empty list is not news.
      const isNew = joinedAt > after ? users.length > 0 : position > after && position <= upTo;
      return isNew ? [{ roomId, users: users.filter(filter.wantsEphemeralOf) }] : [];
    });
  },
  put: putTyping,
});

function putTyping(answer: SyncAnswer, news: readonly RoomTyping[], { after }: SyncView): boolean {
  for (const { roomId, users } of news)
    addEphemeral(answer.rooms, roomId, after, { type: TYPE, content: { user_ids: [...users] } });
  return news.length > 0;
}
