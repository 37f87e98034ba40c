/** Receipts for another server that wait to be sent together: in as few EDUs as they go into (C47). */
import { isJsonObject, type JsonObject, type JsonValue, own } from "@knockgen/auth";

/** A receipt as `markRead` writes it: one room, one user. */
interface Entry {
  readonly roomId: string;
  readonly userId: string;
  readonly receipt: JsonObject;
}

type Batch = Map<string, Map<string, JsonObject>>;

/** The EDUs, with receipts first and in as few as hold them. Of a user's in one thread, the last one counts. */
export function batchReceipts(edus: readonly JsonObject[]): readonly JsonObject[] {
  const batches: Batch[] = [];
  const others: JsonObject[] = [];
  for (const edu of edus) {
    const entry = entryIn(edu);
    if (entry === undefined) others.push(edu);
    else place(batches, entry);
  }
  return [...batches.map(eduOf), ...others];
}

/** An EDU has one place for each user of a room, so that receipts of several threads go into several. */
function place(batches: Batch[], { roomId, userId, receipt }: Entry): void {
  const thread = threadOf(receipt);
  for (const batch of batches) {
    const known = batch.get(roomId)?.get(userId);
    if (known !== undefined && threadOf(known) !== thread) continue;
    batch.set(roomId, (batch.get(roomId) ?? new Map<string, JsonObject>()).set(userId, receipt));
    return;
  }
  batches.push(new Map([[roomId, new Map([[userId, receipt]])]]));
}

function threadOf(receipt: JsonObject): JsonValue | undefined {
  const data = own(receipt, "data");
  return isJsonObject(data) ? own(data, "thread_id") : undefined;
}

function entryIn(edu: JsonObject): Entry | undefined {
  const content = own(edu, "content");
  if (own(edu, "edu_type") !== "m.receipt" || !isJsonObject(content)) return undefined;
  const [[roomId, types] = []] = Object.entries(content);
  const read = isJsonObject(types) ? own(types, "m.read") : undefined;
  if (roomId === undefined || !isJsonObject(read)) return undefined;
  const [[userId, receipt] = []] = Object.entries(read);
  return userId === undefined || !isJsonObject(receipt) ? undefined : { roomId, userId, receipt };
}

function eduOf(batch: Batch): JsonObject {
  const rooms = [...batch].map(([roomId, users]) => [roomId, { "m.read": Object.fromEntries(users) }]);
  return { edu_type: "m.receipt", content: Object.fromEntries(rooms) };
}
