/** An event as push rules look at it. */
import { isJsonObject, type JsonObject, type JsonValue, own } from "@knockgen/auth";
import { type Text, textOf } from "./glob.js";

/** Facts of the room that conditions ask for. */
export interface RoomFacts {
  readonly roomId: string;
  readonly joinedCount: number;
  /** Whether the event's sender has the level that `notifications` in the power levels wants for a key. */
  readonly maySenderNotify: (key: string) => boolean;
}

/** Steps down into an event: `content.m\.relates_to` has two. */
export type EventPath = readonly string[];

/** Reads a path: a dot between two steps, unless a backslash stands before it; two backslashes stand for one (C196). */
export function eventPathOf(key: string): EventPath {
  const steps = [""];
  for (const [piece] of key.matchAll(/\\[.\\]|./gsu)) {
    if (piece === ".") steps.push("");
    else steps[steps.length - 1] += piece.length === 2 && piece.startsWith("\\") ? piece.slice(1) : piece;
  }
  return steps;
}

/** Reads each member of an event once, however many rules ask for it. */
export class ConsideredEvent {
  readonly room: RoomFacts;
  readonly sender: string;
  readonly #json: JsonObject;
  readonly #texts = new Map<string, Text>();

  constructor(json: JsonObject, sender: string, room: RoomFacts) {
    this.#json = { ...json, room_id: room.roomId };
    this.sender = sender;
    this.room = room;
  }

  value(path: EventPath): JsonValue | undefined {
    let at: JsonValue | undefined = this.#json;
    for (const step of path) at = isJsonObject(at) ? own(at, step) : undefined;
    return at;
  }

  /** Undefined for what is not a text. */
  text(path: EventPath): Text | undefined {
    const value = this.value(path);
    if (typeof value !== "string") return undefined;
    const known = this.#texts.get(value);
    const text = known ?? textOf(value);
    if (known === undefined) this.#texts.set(value, text);
    return text;
  }
}
