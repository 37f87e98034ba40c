/** Messages of a user's device to others, here and elsewhere. */
import { canonicalEventJson, isJsonObject, type JsonObject, own } from "@knockgen/auth";
import { Turns } from "../bounds/turns.js";
import type { ClientAuth, ServerContext } from "../context.js";
import { entityTooLarge, invalidParam } from "../errors.js";
import type { Addressed, Outgoing } from "../store/devices/to-device.js";
import { randomId, serverOf } from "../values/ids.js";
import { objectIn } from "../values/json-members.js";
import { messageText } from "./message-text.js";
import { Parcels } from "./parcels.js";

/** Servers that one request sends to. */
const MAX_DESTINATIONS = 500;
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
  const elsewhere = new Parcels();
  const turns = new Turns();
  for (const userId of Object.keys(contents)) {
    await turns.next();
    const devices = objectIn(contents, userId);
    const server = serverOf(userId);
    if (server === "") continue;
    for (const deviceId of Object.keys(devices)) {
      await turns.next();
      const content = own(devices, deviceId);
      if (!isJsonObject(content)) continue;
      const text = messageText({ sender, type, content });
      if (text === undefined) throw entityTooLarge("A message is too large");
      if (server === context.serverName) messages.push({ userId, deviceId, text });
      else elsewhere.add(server, userId, deviceId, content);
    }
  }
  if (elsewhere.servers > MAX_DESTINATIONS) throw invalidParam("These are users of too many servers");
  const outgoing: Outgoing[] = [];
  for (const [destination, sent] of elsewhere) {
    await turns.next();
    const content = { sender, type, message_id: randomId(), messages: sent };
    outgoing.push({ destination, text: canonicalEventJson({ edu_type: "m.direct_to_device", content }) });
  }
  // No two pairs share a name: the first space in it is the one between the two.
  const name = `${type.replace(/[ %]/g, encodeURIComponent)} ${transactionId}`;
  context.announce(
    await context.store.sendToDevice({ from: auth, name, messages, outgoing, now: context.now() }),
  );
}
