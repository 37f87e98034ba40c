import type { Rule } from "../rule.js";

export const requestBodyAddedRequired: Rule = {
  id: "request-body-added-required",
  what: "A request has a body now, and it is required.",
  why: "Requests without a body may be refused.",
  applies: ({ kind, required }) => kind === "body-added" && required === true,
  breaks: { request: ["caller"] },
  message: () => "the request has a body now, and it is required",
  mirrors: ["request-body-removed"],
};
