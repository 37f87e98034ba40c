/** Coming to an end: what was begun is finished, within bounds, before that with which it works is gone. */
import type { Federation } from "../federation/federation.js";
import type { Listener } from "../http/listen.js";
import type { Work } from "../work.js";

/** Something that goes on by itself. Resolves when it does no more. */
export interface Background {
  stop(): void | Promise<void>;
}

/** The parts to close. */
export interface Closing {
  readonly listeners: readonly Listener[];
  readonly work: Work;
  readonly federation: Pick<Federation, "stop" | "close">;
  readonly background: readonly Background[];
  /** Has those that wait for news look whether they still should. */
  readonly wake: () => void;
  /** Resolves when nothing is left to be written. */
  readonly settle: () => Promise<void>;
  readonly store: { close(): Promise<void> };
}

/** Time for requests to other servers that are under way. */
const PATIENCE_MS = 5_000;
/** Without other servers, nothing takes longer. */
const REST_MS = 5_000;
/** The last answers are on their way for no longer than that. */
const ANSWERS_MS = 1_000;

/** Closes everything, what needs other parts before these. */
export async function closeAll(closing: Closing): Promise<void> {
  const { listeners, work, federation, background, wake, settle, store } = closing;
  const unheard = Promise.all(listeners.map((listener) => listener.close()));
  const stopped = Promise.all([federation.stop(), ...background.map((each) => each.stop())]);
  work.close();
  wake();
  const patient = await work.settled(PATIENCE_MS);
  federation.close();
  await stopped;
  if (!patient) await work.settled(REST_MS);
  const late = setTimeout(() => {
    for (const listener of listeners) listener.destroy();
  }, ANSWERS_MS);
  await unheard;
  clearTimeout(late);
  // On connections that were open, more may have begun meanwhile.
  await work.settled(REST_MS);
  work.end();
  await settle();
  await store.close();
}
