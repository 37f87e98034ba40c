/** The bot: it enters rooms when it is invited, and answers commands. */
import { createClientServerClient } from "@knockgen/matrix/client/client-server";
import { entriesOf, isRoomId } from "@knockgen/matrix/identifiers";
import { isEventOf } from "@knockgen/matrix/narrow";
import { answerTo } from "./commands.js";
import { follow } from "./follow.js";

export interface BotOptions {
  readonly baseUrl: string;
  readonly username: string;
  readonly password: string;
  readonly signal: AbortSignal;
}

export async function runBot({ baseUrl, username, password, signal }: BotOptions): Promise<void> {
  const login = await createClientServerClient({ baseUrl }).login({
    body: { type: "m.login.password", identifier: { type: "m.id.user", user: username }, password },
  });
  if (login.status !== 200) throw new Error(`the login failed: ${login.body.errcode}`);
  const { access_token: token, user_id: me } = login.body;
  const client = createClientServerClient({ baseUrl, token });
  console.log(`logged in as ${me}`);

  for await (const { rooms, isFirst } of follow(client, signal)) {
    for (const [roomId] of entriesOf(rooms.invite))
      if (isRoomId(roomId)) await client.joinRoomById({ path: { roomId }, body: {} });
    // Messages from before the bot was there are not for it.
    if (isFirst) continue;
    for (const [roomId, room] of entriesOf(rooms.join))
      for (const event of room.timeline?.events ?? []) {
        if (event.sender === me || !isEventOf(event, "m.room.message") || !isRoomId(roomId)) continue;
        const body = answerTo(event.content.body);
        if (body === undefined) continue;
        // The same transaction for the same event: it is not answered twice.
        const path = { roomId, eventType: "m.room.message", txnId: `answer-${event.event_id}` } as const;
        await client.sendMessage({ path, body: { msgtype: "m.notice", body } });
      }
  }
}
