import type { tags } from "typia";

type UserId = string & tags.Pattern<"^@[^:\\0]*:(?:[0-9A-Za-z.-]+|\\[[0-9A-Fa-f:.]+\\])(?::\\d{1,5})?$">;
type RoomId = string & tags.Pattern<"^![^\\0]+$">;
type EventId = string & tags.Pattern<"^\\$[^\\0]+$">;

/** The shape of a member event, as typia is told it. */
export interface MemberEvent {
  type: "m.room.member";
  event_id: EventId;
  sender: UserId;
  room_id: RoomId;
  state_key: UserId;
  origin_server_ts: number;
  content: {
    membership: "invite" | "join" | "knock" | "leave" | "ban";
    avatar_url?: string;
    displayname?: string | null;
    is_direct?: boolean;
    join_authorised_via_users_server?: UserId;
    reason?: string;
    third_party_invite?: {
      display_name: string;
      signed: { mxid: string; token: string; signatures: { [server: string]: { [key: string]: string } } };
    };
  };
  unsigned?: {
    age?: number;
    membership?: string;
    prev_content?: object;
    redacted_because?: object;
    transaction_id?: string;
    invite_room_state?: { type: string; state_key: string; sender: UserId; content: object }[];
    knock_room_state?: { type: string; state_key: string; sender: UserId; content: object }[];
  };
}
