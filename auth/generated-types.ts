/** The one seam between the engine and what is generated from `schemas/`. */
import type { RoomJoinRulesContent, RoomMemberContent } from "@knockgen/matrix/events";

/** Every membership that the schemas know. The tables over it are exhaustive: a new one must be decided on. */
export type Membership = RoomMemberContent["membership"];

/** Every join rule that the schemas know. The tables over it are exhaustive: a new one must be decided on. */
export type JoinRule = RoomJoinRulesContent["join_rule"];
