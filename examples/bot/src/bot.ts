/** The bot: it enters rooms when it is invited, and answers commands. */
import { createClient, entriesOf, isEventOf, isRefusal, unwrap } from "@knockgen/matrix";
import { answerTo } from "./commands.js";

export interface BotOptions {
  readonly baseUrl: string;
  readonly username: string;
  readonly password: string;
  readonly signal: AbortSignal;
}

export async function runBot({ baseUrl, username, password, signal }: BotOptions): Promise<void> {
  const login = await createClient({ baseUrl }).login({
    body: { type: "m.login.password", identifier: { type: "m.id.user", user: username }, password },
  });
  const { access_token: token, user_id: me } = unwrap(login);
  const client = createClient({ baseUrl, token });
  console.log(`logged in as ${me}`);

  const onFailure = (error: unknown, waitMs: number): void =>
    console.error(
      `trying again in ${Math.round(waitMs)} ms: ${error instanceof Error ? error.message : error}`,
    );
  let isFirst = true;
  for await (const { rooms } of client.sync({ signal, onFailure })) {
    for (const [roomId] of entriesOf(rooms?.invite))
      await client.joinRoomById({ path: { roomId }, body: {} });
    for (const [roomId, room] of entriesOf(rooms?.join))
      for (const event of room.timeline?.events ?? []) {
        // Messages from before the bot was there are not for it.
        if (isFirst || event.sender === me || !isEventOf(event, "m.room.message")) continue;
        const body = answerTo(event.content.body);
        if (body === undefined) continue;
        // The same transaction for the same event: it is not answered twice.
        const txnId = `answer-${event.event_id}`;
        await client
          .sendEvent(roomId, "m.room.message", { msgtype: "m.notice", body }, { txnId })
          .catch(tellRefusal);
      }
    isFirst = false;
  }
}

/** A room in which the bot may not speak does not stop it. */
function tellRefusal(error: unknown): void {
  if (!isRefusal(error)) throw error;
  console.error(`not sent: ${error.message}`);
}
