/** Messages of a user's device to others, here and elsewhere. */
import { canonicalEventJson, isJsonObject, type JsonObject } from "@knockgen/auth";
import type { ClientAuth, ServerContext } from "../context.js";
import { entityTooLarge, invalidParam } from "../errors.js";
import { randomId, serverOf } from "../ids.js";
import type { Addressed } from "../store/to-device.js";
import { Turns } from "../turns.js";

/** Servers that one request sends to. */
const MAX_DESTINATIONS = 500;
/** As large as an event may be. */
export const MAX_MESSAGE_BYTES = 65_536;

/** The type of messages, and their contents by user and device. */
export interface Messages {
  readonly type: string;
  readonly transactionId: string;
  readonly contents: JsonObject;
}

/** Sends them, unless it is a repeat (C160). Users and devices that there are not are passed over. */
export async function sendMessages(
  context: Pick<ServerContext, "announce" | "now" | "serverName" | "store">,
  auth: ClientAuth,
  { type, transactionId, contents }: Messages,
): Promise<void> {
  const sender = auth.userId;
  const messages: Addressed[] = [];
  const elsewhere = new Map<string, [string, JsonObject][]>();
  const turns = new Turns();
  for (const [userId, devices] of Object.entries(contents)) {
    await turns.next();
    if (!isJsonObject(devices)) continue;
    const server = serverOf(userId);
    if (server !== context.serverName) {
      const ofServer = elsewhere.get(server);
      if (ofServer !== undefined) ofServer.push([userId, devices]);
      else if (server !== "") elsewhere.set(server, [[userId, devices]]);
      continue;
    }
    for (const [deviceId, content] of Object.entries(devices)) {
      await turns.next();
      if (isJsonObject(content)) messages.push({ userId, deviceId, message: { sender, type, content } });
    }
  }
  if (elsewhere.size > MAX_DESTINATIONS) throw invalidParam("These are users of too many servers");
  for (const { message } of messages) {
    await turns.next();
    if (canonicalEventJson(message).length > MAX_MESSAGE_BYTES)
      throw entityTooLarge("A message is too large");
  }
  const outgoing = [...elsewhere].map(([destination, users]) => ({
    destination,
    json: {
      edu_type: "m.direct_to_device",
      content: { sender, type, message_id: randomId(), messages: Object.fromEntries(users) },
    },
  }));
  const name = `${type} ${transactionId}`;
  context.announce(
    await context.store.sendToDevice({ from: auth, name, messages, outgoing, now: context.now() }),
  );
}
