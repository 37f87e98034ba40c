import { OTHER, type Rule } from "../rule.js";

export const identifierChanged: Rule = {
  id: "identifier-changed",
  what: "A value is an identifier of another kind.",
  why: "A room ID is no user ID, though both are text.",
  applies: ({ kind }) => kind === "identifier-changed",
  breaks: OTHER,
  message: ({ before, after }) => `is ${after} and was ${before}`,
  mirrors: ["identifier-changed"],
};
