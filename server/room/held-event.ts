/** An event in memory, with what it takes of the heap, and its form for the rules. */
import { MAX_EVENT_BYTES, type Pdu, type RoomVersion } from "@knockgen/auth";
import { heapBytes } from "../bounds/heap-size.js";
import type { StoredEvent } from "../store/store.js";
import { forRules } from "./event-for-rules.js";

/** An event as it is kept, and as the engine reads it. */
export interface LoadedEvent {
  readonly stored: StoredEvent;
  readonly pdu: Pdu;
}

/** The row apart from its JSON, and the fields of the event. */
const ROW_BYTES = 1_000;
/** More than nearly all events take; of empty objects, the text of a small one may take 98 KB. */
const MUCH_BYTES = 8_192;

/** One event. What its JSON takes is worked out once, as that looks at all of it. */
export class HeldEvent {
  readonly event: LoadedEvent;
  #measured: number | undefined;
  #less: LoadedEvent | undefined;

  constructor(event: LoadedEvent) {
    this.event = event;
  }

  /** Worked out when it is asked for: events that are not cached are not looked at. */
  get #jsonBytes(): number {
    this.#measured ??= heapBytes(this.event.stored.json);
    return this.#measured;
  }

  get #takesMuch(): boolean {
    return this.#jsonBytes > MUCH_BYTES;
  }

  /** Of heap, about, with what may be made of the event later on. */
  get bytes(): number {
    // Levels are kept as tables, too, by the first question about them, and take up to as much again.
    const tables = this.event.pdu.levels === undefined ? 0 : this.#jsonBytes;
    // Its form for the rules is held as text where it takes much.
    const less = this.#takesMuch ? Math.min(this.#jsonBytes, MAX_EVENT_BYTES) + tables : 0;
    return ROW_BYTES + this.#jsonBytes + tables + less;
  }

  /**
   * The event as the rules see it where it takes much, as it is otherwise. The same one each time: the engine remembers
   * by objects whether an invite is signed.
   */
  forRules(version: RoomVersion): LoadedEvent {
    if (!this.#takesMuch) return this.event;
    this.#less ??= lessOf(this.event, version);
    return this.#less;
  }
}

function lessOf(event: LoadedEvent, version: RoomVersion): LoadedEvent {
  const pdu = forRules(event.pdu, version);
  return { stored: { ...event.stored, json: pdu.json }, pdu };
}
