import type { Rule } from "../rule.js";

export const eventAdded: Rule = {
  id: "event-added",
  what: "An event type, or a sub-type of one, is new.",
  why: "Readers ignore types that they do not know.",
  applies: ({ kind }) => kind === "event-added",
  breaks: {},
  message: ({ after }) => (after === undefined ? "the event is new" : `the event is new (${after})`),
  mirrors: ["event-removed"],
};
