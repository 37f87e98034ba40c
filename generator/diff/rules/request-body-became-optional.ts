import type { Rule } from "../rule.js";

export const requestBodyBecameOptional: Rule = {
  id: "request-body-became-optional",
  what: "The body of a request has become optional.",
  why: "A server must know what to do without it.",
  applies: ({ kind }) => kind === "body-optional",
  breaks: { request: ["server"] },
  message: () => "the body is optional now",
  mirrors: ["request-body-became-required"],
};
