/** Rules on events and definitions as a whole. To add one, add a record, its two cases in `test/diff/rules/`, and print `docs/diff-rules.md` anew. */
import type { Rule } from "../rule.js";

export const COMPONENT_RULES: readonly Rule[] = [
  {
    id: "event-added",
    what: "An event type, or a sub-type of one, is new.",
    why: "Readers ignore types that they do not know.",
    applies: ({ kind }) => kind === "event-added",
    breaks: {},
    message: ({ after }) => (after === undefined ? "the event is new" : `the event is new (${after})`),
    mirrors: ["event-removed"],
  },
  {
    id: "event-removed",
    what: "An event type, or a sub-type of one, is gone.",
    why: "A reader that waits for it waits in vain.",
    applies: ({ kind }) => kind === "event-removed",
    breaks: { event: ["reader"] },
    message: () => "the event is gone",
    mirrors: ["event-added"],
  },
  {
    id: "definition-added",
    what: "A definition that only the prose refers to, such as a PDU format, is new.",
    why: "It has no users yet.",
    applies: ({ kind }) => kind === "definition-added",
    breaks: {},
    message: () => "the definition is new",
    mirrors: ["definition-removed"],
  },
  {
    id: "definition-removed",
    what: "A definition that only the prose refers to is gone.",
    why: "Code that follows it relies on something that is no longer specified.",
    applies: ({ kind }) => kind === "definition-removed",
    breaks: { event: ["reader"] },
    message: () => "the definition is gone",
    mirrors: ["definition-added"],
  },
];
