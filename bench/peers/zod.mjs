/** zod 4 on the same shape. */
import { z } from "zod";
import { EVENT_ID, ROOM_ID, USER_ID } from "./identifiers.mjs";

const userId = z.string().regex(new RegExp(USER_ID));

const stripped = z.object({
  type: z.string(),
  state_key: z.string(),
  sender: userId,
  content: z.looseObject({}),
});
const schema = z.looseObject({
  type: z.literal("m.room.member"),
  event_id: z.string().regex(new RegExp(EVENT_ID)),
  sender: userId,
  room_id: z.string().regex(new RegExp(ROOM_ID)),
  state_key: userId,
  origin_server_ts: z.number().int(),
  content: z.looseObject({
    membership: z.enum(["invite", "join", "knock", "leave", "ban"]),
    avatar_url: z.string().optional(),
    displayname: z.string().nullable().optional(),
    is_direct: z.boolean().optional(),
    join_authorised_via_users_server: userId.optional(),
    reason: z.string().optional(),
    third_party_invite: z
      .looseObject({
        display_name: z.string(),
        signed: z.looseObject({
          mxid: z.string(),
          token: z.string(),
          signatures: z.record(z.string(), z.record(z.string(), z.string())),
        }),
      })
      .optional(),
  }),
  unsigned: z
    .looseObject({
      age: z.number().int().optional(),
      membership: z.string().optional(),
      prev_content: z.looseObject({}).optional(),
      redacted_because: z.looseObject({}).optional(),
      transaction_id: z.string().optional(),
      invite_room_state: z.array(stripped).optional(),
      knock_room_state: z.array(stripped).optional(),
    })
    .optional(),
});

export const zodGuard = (value) => schema.safeParse(value).success;
