/** EDUs, which servers send besides events: one record for each kind that this server takes; others are passed over. */
import { isJsonObject, type JsonObject, own } from "@knockgen/auth";
import { spend } from "../../bounds/turns.js";
import type { ServerContext } from "../../context.js";
import { takeDeviceList, takeSigningKeys } from "../../devices/take-device-list.js";
import { takeMessages } from "../../devices/take-messages.js";
import { MatrixHttpError } from "../../errors.js";
import { takeReceipts } from "../../receipts/take-receipts.js";
import { DatabaseLost } from "../../store/database/database-lost.js";
import { takeTyping } from "../../typing/take-typing.js";

type Take = (context: ServerContext, origin: string, content: JsonObject) => Promise<void>;

const KINDS: ReadonlyMap<string, Take> = new Map<string, Take>([
  ["m.receipt", takeReceipts],
  ["m.direct_to_device", takeMessages],
  ["m.device_list_update", takeDeviceList],
  ["m.signing_key_update", takeSigningKeys],
  ["m.typing", takeTyping],
]);

/** Takes them one after another; one that fails does not stop the rest. */
export async function takeEdus(
  context: ServerContext,
  origin: string,
  edus: readonly JsonObject[],
): Promise<void> {
  for (const edu of edus) {
    const type = own(edu, "edu_type");
    const content = own(edu, "content");
    const take = typeof type === "string" ? KINDS.get(type) : undefined;
    if (take === undefined || !isJsonObject(content)) continue;
    spend({ events: 1 });
    await take(context, origin, content).catch((error: unknown) => {
      if (isPassing(error)) throw error;
      context.log("warn", "an EDU was not taken", { origin, type, error });
    });
  }
}

/** Beyond the budget, or without a database, the whole transaction is refused, and comes again: a message in it is not to be lost. */
function isPassing(error: unknown): boolean {
  return (
    error instanceof DatabaseLost ||
    (error instanceof MatrixHttpError && error.errcode === "M_LIMIT_EXCEEDED")
  );
}
