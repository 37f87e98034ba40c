/** The clause that ties a room to its create event: 2 in version 12. */
import type { Clause } from "./clause.js";

export const ROOM_ID: Clause = {
  kind: "reject",
  key: "room_id",
  text: "Reject if the room ID is not the ID of an accepted create event",
  only: ({ roomId }) => roomId === "create-event",
  stateless: true,
  when: ({ create, rejected }) => create === undefined || rejected?.has(create.eventId) === true,
  finds: ({ event, create }) =>
    create === undefined
      ? `no create event belongs to the room ID "${event.roomId}"`
      : `the room ID belongs to the create event ${create.eventId}`,
};
