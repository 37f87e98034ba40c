/** `m.direct_to_device` of other servers (C164). */
import { isJsonObject, type JsonObject, type JsonValue, own } from "@knockgen/auth";
import { spend, Turns } from "../bounds/turns.js";
import type { ServerContext } from "../context.js";
import type { Addressed } from "../store/devices/to-device.js";
import { serverOf } from "../values/ids.js";
import { messageText } from "./message-text.js";

/** Messages of one EDU, and their receivers; more are dropped. */
const MAX_MESSAGES = 2_000;
const MAX_NAME_BYTES = 255;

/** Keeps messages of the sending server's users to devices of this one, once for each ID. */
export async function takeMessages(
  context: Pick<ServerContext, "announce" | "now" | "serverName" | "store">,
  origin: string,
  content: JsonObject,
): Promise<void> {
  const [sender, type, id] = ["sender", "type", "message_id"].map((key) => own(content, key));
  const users = own(content, "messages");
  if (!isName(sender) || !isName(type) || !isName(id) || !isJsonObject(users)) return;
  if (serverOf(sender) !== origin) return;
  const messages: Addressed[] = [];
  const turns = new Turns();
  for (const { userId, deviceId, content: each } of addressed(users, context.serverName)) {
    await turns.next();
    const text = isJsonObject(each) ? messageText({ sender, type, content: each }) : undefined;
    if (text !== undefined) messages.push({ userId, deviceId, text });
  }
  spend({ events: messages.length });
  const from = { userId: origin, deviceId: "" };
  context.announce(
    await context.store.sendToDevice({ from, name: id, messages, outgoing: [], now: context.now() }),
  );
}

interface Entry {
  readonly userId: string;
  readonly deviceId: string;
  readonly content: JsonValue | undefined;
}

/** Entries for users of one server. Users and entries count together towards the limit. */
function* addressed(users: JsonObject, serverName: string): Generator<Entry, void, undefined> {
  let left = MAX_MESSAGES;
  for (const userId in users) {
    const devices = own(users, userId);
    if (left-- <= 0) return;
    if (serverOf(userId) !== serverName || !isJsonObject(devices)) continue;
    for (const deviceId in devices) {
      if (left-- <= 0) return;
      yield { userId, deviceId, content: own(devices, deviceId) };
    }
  }
}

function isName(value: unknown): value is string {
  return typeof value === "string" && value !== "" && Buffer.byteLength(value) <= MAX_NAME_BYTES;
}
