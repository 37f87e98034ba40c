import type { Rule } from "../rule.js";

export const requestBodyAddedOptional: Rule = {
  id: "request-body-added-optional",
  what: "A request may have a body now.",
  why: "Requests without a body are as good as before.",
  applies: ({ kind, required }) => kind === "body-added" && required !== true,
  breaks: {},
  message: () => "the request may have a body now",
  mirrors: ["request-body-removed"],
};
