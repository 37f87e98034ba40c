/** The interfaces that hold the contents of events by their types, one for each kind of event. */
import { EVENT_KINDS, type EventKind } from "../../event-kinds.js";

interface ContentMap {
  /** Name of the interface. */
  readonly map: string;
  readonly doc: string;
}

const MAPS: { readonly [kind in EventKind]: ContentMap } = {
  state: { map: "StateEventContents", doc: "Contents of state events, by type." },
  message: { map: "MessageEventContents", doc: "Contents of room events that are not state, by type." },
  ephemeral: { map: "EphemeralEventContents", doc: "Contents of ephemeral events, by type." },
  roomAccountData: {
    map: "RoomAccountDataContents",
    doc: "Contents of a user's data about one room, by type.",
  },
  globalAccountData: {
    map: "GlobalAccountDataContents",
    doc: "Contents of a user's data about the account, by type.",
  },
  toDevice: { map: "ToDeviceEventContents", doc: "Contents of events sent to devices, by type." },
  presence: { map: "PresenceEventContents", doc: "Contents of presence events, by type." },
};

export const CONTENT_MAPS: readonly (ContentMap & { readonly kind: EventKind })[] = EVENT_KINDS.map(
  (kind) => ({ kind, ...MAPS[kind] }),
);

/** The interface of a kind. */
export function mapOf(kind: EventKind): string {
  return MAPS[kind].map;
}
