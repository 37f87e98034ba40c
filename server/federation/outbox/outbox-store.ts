/** Where it is kept what other servers have not been sent yet. The store implements it. */
import type { JsonObject } from "@knockgen/auth";

/** Something to be sent to a server. */
export interface OutboxItem {
  /** An EDU that is of use only while it is new, such as a receipt, is an `edu`; one that has to arrive is a `message`. */
  readonly kind: "pdu" | "edu" | "message";
  /** As it is sent. */
  readonly json: JsonObject;
}

/** Something that waits in the outbox. */
export interface OutboxEntry extends OutboxItem {
  /** Grows with every entry for the destination; entries are sent in this order. */
  readonly sequence: number;
  readonly queuedTs: number;
}

/** How sending to a server has gone. */
export interface DestinationState {
  readonly destination: string;
  /** Failures since the last success. */
  readonly failures: number;
  /** Not to be called before that. 0: at any time. */
  readonly retryAt: number;
  /** 0: never. */
  readonly lastSuccessTs: number;
}

/** Keeps what is to be sent to other servers until they have it. */
export interface OutboxStore {
  /**
   * Adds items for each destination, all or nothing. A store that saves an event and its outbox entries in one
   * database transaction does so by itself, and calls `TransactionQueue.wake` afterwards.
   */
  append(destinations: readonly string[], items: readonly OutboxItem[], now: number): Promise<void>;
  /** The oldest entries: in order, up to `pdus` events and `edus` of the other kinds. */
  peek(destination: string, pdus: number, edus: number): Promise<readonly OutboxEntry[]>;
  remove(destination: string, sequences: readonly number[]): Promise<void>;
  /** Drops the oldest entries beyond these numbers, and says how many; as many messages as events are kept. */
  trim(destination: string, pdus: number, edus: number): Promise<number>;
  /** The destinations for which something waits. */
  waiting(): Promise<readonly string[]>;
  /** Undefined for a server that has never been sent anything. */
  loadDestination(destination: string): Promise<DestinationState | undefined>;
  saveDestination(state: DestinationState): Promise<void>;
  /**
   * Takes, or prolongs, the right to send to a destination; false while another process has it. It ends by itself, so
   * a process that dies does not block others for long.
   */
  claim(destination: string, owner: string, now: number, untilTs: number): Promise<boolean>;
  release(destination: string, owner: string): Promise<void>;
}
