import type { Rule } from "../rule.js";

export const formatChanged: Rule = {
  id: "format-changed",
  what: "A text or number has another format, not both of them identifiers.",
  why: "The specification says more, or less, precisely what was meant: an `mxc:` URI is a URI.",
  applies: ({ kind }) => kind === "format-changed",
  breaks: {},
  severity: "annotation",
  message: ({ before, after }) => `the format is ${after} and was ${before}`,
  mirrors: ["format-changed"],
};
