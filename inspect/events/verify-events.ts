/** Verifies events between servers by their room's version: form, signatures and content hash, where the keys are at hand. */
import {
  isJsonObject,
  type JsonValue,
  own,
  parseJson,
  readPdu,
  requiredSigners,
  verifyEvent,
} from "@knockgen/auth";
import type { LocatedEvent } from "@knockgen/matrix/runtime/inspect-events";
import type { FederationFacts } from "./federation-facts.js";

export interface EventFault {
  readonly located: LocatedEvent;
  /** Property of the event. */
  readonly property: string;
  readonly keyword: "event" | "signature" | "hash";
  readonly message: string;
}

/** `body` is read again, as numbers that JSON tells apart have different hashes. */
export function verifyEvents(
  events: readonly LocatedEvent[],
  body: Uint8Array | undefined,
  facts: FederationFacts,
): EventFault[] {
  if (body === undefined || events.length === 0) return [];
  const read = parseJson(new TextDecoder().decode(body));
  if (!read.ok) return [];
  return events.flatMap((located) => {
    const event = located.path.reduce<JsonValue | undefined>(below, read.value);
    const found = event === undefined || isTemplate(event, located) ? undefined : faultOf(event, facts);
    return found === undefined ? [] : [{ located, ...found }];
  });
}

function below(value: JsonValue | undefined, key: string | number): JsonValue | undefined {
  if (typeof key === "number") return Array.isArray(value) ? value[key] : undefined;
  return value !== undefined && isJsonObject(value) ? own(value, key) : undefined;
}

/** Neither hashed nor signed yet, or stripped: state of a room that a user is invited to may be either. */
function isTemplate(event: JsonValue, { path: [at], place }: LocatedEvent): boolean {
  const isSigned = isJsonObject(event) && own(event, "signatures") !== undefined;
  return !isSigned && (place.form !== "pdu" || String(at).endsWith("_room_state"));
}

function faultOf(value: JsonValue, facts: FederationFacts): Omit<EventFault, "located"> | undefined {
  if (!isJsonObject(value)) return undefined;
  const roomId = own(value, "room_id");
  const version = typeof roomId === "string" ? facts.roomVersionOf(roomId) : undefined;
  if (version === undefined) return undefined;
  const read = readPdu(value, version);
  if (!read.ok)
    return {
      property: "",
      keyword: "event",
      message: `must be an event of room version ${version} (${read.error.code})`,
    };
  const servers = requiredSigners(read.value, version);
  if (servers.some((server) => facts.keysOf(server) === undefined)) return undefined;
  const verified = verifyEvent(read.value, version, (server) => facts.keysOf(server) ?? []);
  if (!verified.ok)
    return {
      property: "signatures",
      keyword: "signature",
      message: `must be signed by the sender's server (${verified.code})`,
    };
  if (!verified.hashMatches) return { property: "hashes", keyword: "hash", message: "must fit the content" };
  return undefined;
}
