/** Clauses on `m.room.create`: 1 in every version. */
import { isUserId } from "@knockgen/matrix/identifiers";
import { sameDomain } from "../identifier/domain.js";
import { isJsonArray, type JsonValue, own } from "../json/value.js";
import { roomVersionRules } from "../room-version/table.js";
import { always, type ClauseGroup, type Judgement } from "./clause.js";

function isUserIdList(value: JsonValue): boolean {
  return isJsonArray(value) && value.every((entry) => typeof entry === "string" && isUserId(entry));
}

function roomIdOf({ event }: Judgement): string {
  const id = own(event.json, "room_id");
  return typeof id === "string" ? id : "";
}

function versionText(version: JsonValue | undefined): string {
  if (version === undefined) return "absent";
  return typeof version === "string" ? `"${version}"` : "not text";
}

export const CREATE: ClauseGroup = {
  kind: "group",
  name: "create",
  text: "If the type is m.room.create",
  stateless: true,
  on: { type: "m.room.create" },
  clauses: [
    {
      kind: "reject",
      key: "create.prev_events",
      text: "Reject if it has previous events",
      when: ({ event }) => event.prevEventIds.length > 0,
      finds: ({ event }) => `the create event has ${event.prevEventIds.length} previous events`,
    },
    {
      kind: "reject",
      key: "create.room_id",
      text: "Reject if the room ID is of another server than the sender (from version 12: if there is a room_id)",
      when: (judgement) =>
        judgement.rules.roomId === "create-event"
          ? Object.hasOwn(judgement.event.json, "room_id")
          : !sameDomain(roomIdOf(judgement), judgement.event.sender),
      finds: (judgement) => `room_id is "${roomIdOf(judgement)}", the sender is ${judgement.event.sender}`,
    },
    {
      kind: "reject",
      key: "create.room_version",
      text: "Reject if content.room_version is there and not a known version",
      when: ({ event, rules }) => {
        const version = own(event.content, "room_version");
        if (version === undefined || version === rules.version) return false;
        return typeof version !== "string" || roomVersionRules(version) === undefined;
      },
      finds: ({ event }) => `room_version is ${versionText(own(event.content, "room_version"))}`,
    },
    {
      kind: "reject",
      key: "create.creator",
      text: "Reject if content has no creator",
      only: ({ creators }) => creators === "content",
      when: ({ event }) => !Object.hasOwn(event.content, "creator"),
      finds: ({ event }) =>
        Object.hasOwn(event.content, "creator") ? "creator is there" : "creator is missing",
    },
    {
      kind: "reject",
      key: "create.additional_creators",
      text: "Reject if content.additional_creators is there and not a list of user IDs",
      only: ({ creators }) => creators === "sender-and-additional",
      when: ({ event }) => {
        const more = own(event.content, "additional_creators");
        return more !== undefined && !isUserIdList(more);
      },
      finds: ({ event }) =>
        Object.hasOwn(event.content, "additional_creators")
          ? "additional_creators is there"
          : "additional_creators is absent",
    },
    {
      kind: "allow",
      key: "create.allow",
      text: "Otherwise, allow",
      when: always,
      finds: () => "nothing is wrong with the create event",
    },
  ],
};
