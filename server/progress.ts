/**
 * Up to where everything is known: commits of several processes are heard of in any order, and what lies behind a gap must
 * not be passed over by a sync.
 */
import type { Mounted } from "@knockgen/matrix/runtime/mount";
import type { Route } from "@knockgen/matrix/runtime/route";
import type { Change, Position } from "./store/store.js";

/** Told of changes in the order of their positions; undefined when anything may have changed up to the position. */
export type Advanced = (position: Position, change: Change | undefined) => void;

export interface ProgressOptions {
  readonly position: Position;
  /** The greatest position that is committed. */
  readonly committed: () => Promise<Position>;
}

/** A notification that does not come for that long was lost. */
const PATIENCE_MS = 500;

function takesToken({ security = [], anonymous }: Route): boolean {
  return anonymous !== true && security.length > 0 && !security.includes("x-matrix");
}

/** Puts commits in order. */
export class Progress {
  readonly #options: ProgressOptions;
  readonly #listeners: Advanced[] = [];
  readonly #waiting = new Map<Position, Change>();
  /** Those that wait until a position is known. */
  readonly #waiters = new Set<{ readonly position: Position; readonly wake: () => void }>();
  #position: Position;
  #hasOthers = false;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(options: ProgressOptions) {
    this.#options = options;
    this.#position = options.position;
  }

  onAdvance(listener: Advanced): void {
    this.#listeners.push(listener);
  }

  /** There is another process: what it has answered may be committed before it is heard of here. */
  expectOthers(): void {
    this.#hasOthers = true;
  }

  /** Resolves when all is known that was committed by now. A process alone knows it anyway. */
  async caughtUp(): Promise<void> {
    if (!this.#hasOthers) return;
    const position = await this.#options.committed();
    if (position <= this.#position || this.#stopped) return;
    await new Promise<void>((wake) => {
      this.#waiters.add({ position, wake });
      this.#watch();
    });
  }

  /** A commit, ours or another process's; undefined when some may have been missed. */
  hear(change: Change | undefined): void {
    if (change === undefined) {
      void this.#catchUp();
      return;
    }
    if (change.position > this.#position) this.#waiting.set(change.base, change);
    for (;;) {
      const next = this.#waiting.get(this.#position);
      if (next === undefined) break;
      this.#waiting.delete(this.#position);
      this.#advance(next.position, next);
    }
    this.#watch();
  }

  stop(): void {
    this.#stopped = true;
    this.#rest();
    for (const { wake } of this.#waiters) wake();
  }

  #advance(position: Position, change: Change | undefined): void {
    this.#position = position;
    for (const told of this.#listeners) told(position, change);
  }

  /** Wakes those that need not wait any more, and has it looked up what others wait for too long. */
  #watch(): void {
    for (const waiter of this.#waiters)
      if (waiter.position <= this.#position) {
        this.#waiters.delete(waiter);
        waiter.wake();
      }
    if (this.#waiting.size === 0 && this.#waiters.size === 0) this.#rest();
    else this.#timer ??= setTimeout(() => void this.#catchUp(), PATIENCE_MS);
  }

  #rest(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  async #catchUp(): Promise<void> {
    this.#rest();
    const position = await this.#options.committed().catch(() => undefined);
    if (position === undefined) {
      if (!this.#stopped) this.#timer ??= setTimeout(() => void this.#catchUp(), PATIENCE_MS);
      return;
    }
    for (const base of this.#waiting.keys()) if (base < position) this.#waiting.delete(base);
    if (position > this.#position) this.#advance(position, undefined);
    this.#watch();
  }
}

/**
 * The same operations, each begun when all is known that was answered before it was asked for, by whichever process. Those that take
 * an access token wait before they look whose it is.
 */
export function caughtUp(progress: Pick<Progress, "caughtUp">, mounted: Mounted): Mounted {
  const entries = mounted.entries.map((entry) => ({
    ...entry,
    handle: async (call: unknown) => {
      if (!takesToken(entry.route)) await progress.caughtUp();
      return entry.handle(call);
    },
  }));
  return { ...mounted, entries };
}
