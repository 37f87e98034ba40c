/** Events that would say what the room says already. */
import type { EventDraft, JsonValue, Pdu } from "@knockgen/auth";
import type { RoomDraft } from "../room/draft/draft.js";

/** The event of the present state that says the same as one that is to be sent, by the same sender. */
export async function saidAlready(
  draft: RoomDraft,
  { type, sender, stateKey, content }: EventDraft & { readonly stateKey: string },
): Promise<Pdu | undefined> {
  const present = await draft.stateEvent(type, stateKey);
  const shown = await draft.shownContent(type, stateKey);
  return shown !== undefined && present?.sender === sender && sameJson(shown, content) ? present : undefined;
}

/** Whether two contents say the same. */
function sameJson(a: JsonValue, b: JsonValue): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

function sorted(value: JsonValue): unknown {
  if (typeof value === "bigint") return String(value);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => [key, sorted(member)]),
  );
}
