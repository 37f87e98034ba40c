/** An event as its sender means it, before it is made. */
import { isJsonObject, type JsonObject } from "./json/value.js";
import type { RoomVersionRules } from "./room-version/rules.js";

/** An event that is not made yet: it has no ID, hash, signature, place or auth events. */
export interface EventDraft {
  readonly type: string;
  readonly sender: string;
  /** Undefined for events that are not state. */
  readonly stateKey?: string | undefined;
  readonly content: JsonObject;
  /** Of a redaction, the event to redact; from room version 11 on it may stand in the content just as well. */
  readonly redacts?: string | undefined;
  /** The sender's server: an old key that invites between servers still have to have. */
  readonly origin?: string | undefined;
}

const TEXTS = ["type", "sender"] as const;
const OPTIONAL_TEXTS = ["stateKey", "redacts", "origin"] as const;

/** The first fault in the form of a draft. Drafts come from programs, whose types may promise more than a client has sent. */
export function draftFault(draft: EventDraft): string | undefined {
  if (!isJsonObject(draft)) return "the draft is not an object";
  for (const name of TEXTS) if (typeof draft[name] !== "string") return `${name} is not a string`;
  for (const name of OPTIONAL_TEXTS)
    if (draft[name] !== undefined && typeof draft[name] !== "string") return `${name} is not a string`;
  return isJsonObject(draft.content) ? undefined : "content is not an object";
}

/** The draft with the target of a redaction where the room version looks for it: elsewhere it would redact nothing. */
export function withTarget(draft: EventDraft, rules: RoomVersionRules): EventDraft {
  const { redacts, ...rest } = draft;
  if (redacts === undefined || draft.type !== "m.room.redaction" || !rules.redactsInContent) return draft;
  return { ...rest, content: { ...draft.content, redacts } };
}
