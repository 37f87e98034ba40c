import type { Rule } from "../rule.js";

export const requestBodyBecameRequired: Rule = {
  id: "request-body-became-required",
  what: "The body of a request has become required.",
  why: "Requests without it may be refused.",
  applies: ({ kind }) => kind === "body-required",
  breaks: { request: ["caller"] },
  message: () => "the body is required now",
  mirrors: ["request-body-became-optional"],
};
