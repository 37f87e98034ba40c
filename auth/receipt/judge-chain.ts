/** Events that come with what authorises them: each judged after those that it lists. */
import { authorize } from "../authorize.js";
import type { Pdu } from "../pdu/pdu.js";
import type { AnyRoomVersion } from "../room-version/rules.js";
import { listedBy } from "./listed-by.js";

/** An event whose signatures are good. */
export interface VerifiedEvent {
  readonly event: Pdu;
  readonly signedBy: ReadonlySet<string>;
}

/** Events that are held already, and whether they were rejected. */
export interface KnownEvents {
  readonly get: (eventId: string) => { readonly event: Pdu; readonly isRejected: boolean } | undefined;
}

const NONE: KnownEvents = { get: () => undefined };

/** The IDs of those that the rules refuse by what they list, among what came and what is known. */
export function rejectedAmong(
  all: ReadonlyMap<string, VerifiedEvent>,
  version: AnyRoomVersion,
  known: KnownEvents = NONE,
): Set<string> {
  const steps = judgeInSteps(all, version, known);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** As `rejectedAmong`, for callers that have others to attend to: yields after each event. */
export function* judgeInSteps(
  all: ReadonlyMap<string, VerifiedEvent>,
  version: AnyRoomVersion,
  known: KnownEvents = NONE,
): Generator<undefined, Set<string>, undefined> {
  const rejected = new Set<string>();
  for (const each of bottomUp(all, version)) {
    const { event, signedBy } = each;
    const authEvents: Pdu[] = [];
    for (const id of listedBy(event, version)) {
      const held = all.has(id) ? undefined : known.get(id);
      if (held?.isRejected === true) rejected.add(id);
      const listed = all.get(id)?.event ?? held?.event;
      if (listed !== undefined) authEvents.push(listed);
    }
    const verdict = authorize(event, { roomVersion: version, authEvents, rejected, signedBy });
    if (!verdict.allowed) rejected.add(event.eventId);
    yield;
  }
  return rejected;
}

interface Step {
  readonly each: VerifiedEvent;
  readonly listed: readonly string[];
  /** How many of those that it lists were looked at. */
  at: number;
}

/** Each after those that it lists. Without recursion, since a chain may be as long as its sender likes. */
export function* bottomUp(
  all: ReadonlyMap<string, VerifiedEvent>,
  version: AnyRoomVersion,
): Generator<VerifiedEvent> {
  const entered = new Set<string>();
  const stack: Step[] = [];
  const enter = (each: VerifiedEvent | undefined): void => {
    if (each === undefined || entered.has(each.event.eventId)) return;
    entered.add(each.event.eventId);
    stack.push({ each, listed: listedBy(each.event, version), at: 0 });
  };
  for (const start of all.values()) {
    enter(start);
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const next = top.listed[top.at++];
      if (next !== undefined) enter(all.get(next));
      else {
        stack.pop();
        yield top.each;
      }
    }
  }
}
