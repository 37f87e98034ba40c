/** The interfaces that hold the contents of events by their types, one for each kind of event. */
import type { EventKind } from "../../model/model.js";

export const MAPS: readonly { readonly kind: EventKind; readonly map: string; readonly doc: string }[] = [
  { kind: "state", map: "StateEventContents", doc: "Contents of state events, by type." },
  {
    kind: "message",
    map: "MessageEventContents",
    doc: "Contents of room events that are not state, by type.",
  },
  { kind: "ephemeral", map: "EphemeralEventContents", doc: "Contents of ephemeral events, by type." },
  {
    kind: "roomAccountData",
    map: "RoomAccountDataContents",
    doc: "Contents of a user's data about one room, by type.",
  },
  {
    kind: "globalAccountData",
    map: "GlobalAccountDataContents",
    doc: "Contents of a user's data about the account, by type.",
  },
  { kind: "toDevice", map: "ToDeviceEventContents", doc: "Contents of events sent to devices, by type." },
  { kind: "presence", map: "PresenceEventContents", doc: "Contents of presence events, by type." },
];

/** The interface of a kind. */
export function mapOf(kind: EventKind): string {
  return MAPS.find((each) => each.kind === kind)?.map ?? "never";
}
