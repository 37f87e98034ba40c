import type { Rule } from "../rule.js";

export const eventRemoved: Rule = {
  id: "event-removed",
  what: "An event type, or a sub-type of one, is gone.",
  why: "A reader that waits for it waits in vain.",
  applies: ({ kind }) => kind === "event-removed",
  breaks: { event: ["reader"] },
  message: () => "the event is gone",
  mirrors: ["event-added"],
};
