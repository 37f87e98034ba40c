/** Receipts of other servers' users for events that are not here yet: they wait for them, as many as there is room for (C48). */
import type { RoomWriter } from "../room/writer.js";
import type { Change, Store } from "../store/store.js";
import type { Receipt } from "../store/unread/receipts.js";
import { isOf } from "./thread.js";

type Unplaced = Omit<Receipt, "eventPosition">;

interface Parts {
  readonly announce: (change: Change | undefined) => void;
  readonly store: Pick<Store, "events" | "saveReceipt">;
  readonly writer: Pick<RoomWriter, "room">;
}

/** Of one room: each user has one or a few at a time. */
const PER_ROOM = 200;
const ROOMS = 500;

/** Receipts in memory; the next one of the same user makes good what is lost. */
export class EarlyReceipts {
  readonly #context: Parts;
  readonly #waiting = new Map<string, Map<string, Unplaced>>();

  constructor(context: Parts) {
    this.#context = context;
  }

  /** Saves a receipt, now or when its event arrives. */
  async save(receipt: Unplaced): Promise<void> {
    if (await this.#place(receipt)) return;
    const { roomId, userId, threadId = "" } = receipt;
    const known = this.#waiting.get(roomId) ?? new Map<string, Unplaced>();
    const key = `${userId}\n${threadId}`;
    known.delete(key);
    known.set(key, receipt);
    dropOldest(known, PER_ROOM);
    this.#waiting.delete(roomId);
    this.#waiting.set(roomId, known);
    dropOldest(this.#waiting, ROOMS);
    // The event may have come in between.
    await this.look(roomId);
  }

  /** Whether any wait in a room. */
  has(roomId: string): boolean {
    return this.#waiting.has(roomId);
  }

  /** Something has happened in a room: places what waits for events that are here now. */
  async look(roomId: string): Promise<void> {
    const known = this.#waiting.get(roomId);
    if (known === undefined) return;
    const ids = new Set([...known.values()].map(({ eventId }) => eventId));
    const here = new Set((await this.#context.store.events([...ids])).map(({ eventId }) => eventId));
    for (const [key, receipt] of known) {
      if (!here.has(receipt.eventId)) continue;
      known.delete(key);
      await this.#place(receipt);
    }
    if (known.size === 0 && this.#waiting.get(roomId) === known) this.#waiting.delete(roomId);
  }

  /** False where the event is not here. */
  async #place(receipt: Unplaced): Promise<boolean> {
    const { announce, store, writer } = this.#context;
    const [event] = await store.events([receipt.eventId]);
    if (event === undefined || event.status === "outlier") return false;
    const room = await writer.room(receipt.roomId);
    if (event.roomId !== receipt.roomId || room?.membershipOf(receipt.userId) !== "join") return true;
    // A place is kept for each thread, so one that there is not would be kept for ever.
    const { threadId } = receipt;
    if (threadId !== undefined && !(await isOf(this.#context, event, threadId))) return true;
    announce(await store.saveReceipt({ ...receipt, eventPosition: event.position }));
    return true;
  }
}

function dropOldest(map: Map<string, unknown>, capacity: number): void {
  const [oldest] = map.keys();
  if (map.size > capacity && oldest !== undefined) map.delete(oldest);
}
