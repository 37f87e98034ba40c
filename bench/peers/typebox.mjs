/** TypeBox, compiled, on the same shape. */
import { Type } from "@sinclair/typebox";
import { TypeCompiler } from "@sinclair/typebox/compiler";
import { EVENT_ID, ROOM_ID, USER_ID } from "./identifiers.mjs";

const text = Type.String();
const userId = Type.String({ pattern: USER_ID });
const open = Type.Object({});
const stripped = Type.Object({ type: text, state_key: text, sender: userId, content: open });
const schema = Type.Object({
  type: Type.Literal("m.room.member"),
  event_id: Type.String({ pattern: EVENT_ID }),
  sender: userId,
  room_id: Type.String({ pattern: ROOM_ID }),
  state_key: userId,
  origin_server_ts: Type.Integer(),
  content: Type.Object({
    membership: Type.Union(["invite", "join", "knock", "leave", "ban"].map((value) => Type.Literal(value))),
    avatar_url: Type.Optional(text),
    displayname: Type.Optional(Type.Union([text, Type.Null()])),
    is_direct: Type.Optional(Type.Boolean()),
    join_authorised_via_users_server: Type.Optional(userId),
    reason: Type.Optional(text),
    third_party_invite: Type.Optional(
      Type.Object({
        display_name: text,
        signed: Type.Object({
          mxid: text,
          token: text,
          signatures: Type.Record(text, Type.Record(text, text)),
        }),
      }),
    ),
  }),
  unsigned: Type.Optional(
    Type.Object({
      age: Type.Optional(Type.Integer()),
      membership: Type.Optional(text),
      prev_content: Type.Optional(open),
      redacted_because: Type.Optional(open),
      transaction_id: Type.Optional(text),
      invite_room_state: Type.Optional(Type.Array(stripped)),
      knock_room_state: Type.Optional(Type.Array(stripped)),
    }),
  ),
});

const compiled = TypeCompiler.Compile(schema);
export const typeboxGuard = (value) => compiled.Check(value);
