/** The create event of a room that another server gives, which may give several, or none as a part of the state. */
import type { Pdu } from "../pdu/pdu.js";
import type { AnyRoomVersion } from "../room-version/rules.js";
import { listedBy } from "./listed-by.js";

/** The events that came with a state. */
export interface RootContext {
  readonly roomVersion: AnyRoomVersion;
  readonly events: (eventId: string) => Pdu | undefined;
  readonly isRejected: (eventId: string) => boolean;
}

const isCreate = ({ type, stateKey }: Pdu): boolean => type === "m.room.create" && stateKey === "";

/** The create event on which the rest of a state rests, wherever it was given. Of the state, only events that the rules allow. */
export function rootOf(
  state: readonly Pdu[],
  { roomVersion, events, isRejected }: RootContext,
): Pdu | undefined {
  const other = state.find(({ type }) => type !== "m.room.create");
  for (const id of other === undefined ? [] : listedBy(other, roomVersion)) {
    const listed = events(id);
    if (listed !== undefined && isCreate(listed) && !isRejected(id)) return listed;
  }
  return state.find(isCreate);
}
