/** A persistent event as the engine holds it. */
import type { JsonObject } from "../json/value.js";
import type { LevelCache } from "../read/level-table.js";

/** An event that has its room version's format. Names are ours; `json` is what came over the wire. */
export interface Pdu {
  readonly eventId: string;
  /** In version 12 a create event has no `room_id`; this is then derived from its ID. */
  readonly roomId: string;
  readonly type: string;
  readonly sender: string;
  /** Undefined for events that are not state. */
  readonly stateKey: string | undefined;
  readonly content: JsonObject;
  /** Of a member event, the membership that it states, if that is text. */
  readonly membership: string | undefined;
  readonly authEventIds: readonly string[];
  readonly prevEventIds: readonly string[];
  readonly originServerTs: number | bigint;
  readonly depth: number | bigint;
  /** Of a power-levels event, a place to keep what was read of it. Nobody else needs to look here. */
  readonly levels: LevelCache | undefined;
  readonly json: JsonObject;
}
