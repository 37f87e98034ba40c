/** Kinds of events, by where they are sent. The compiler asks for the interface that holds the contents of each. */
export const EVENT_KINDS = [
  "state",
  "message",
  "ephemeral",
  "roomAccountData",
  "globalAccountData",
  "toDevice",
  "presence",
] as const;

/** Place in which an event is sent. One event may be of several kinds. */
export type EventKind = (typeof EVENT_KINDS)[number];

export function isEventKind(value: unknown): value is EventKind {
  return EVENT_KINDS.some((kind) => kind === value);
}
