import { type Rule, WIDER } from "../rule.js";

export const objectOpened: Rule = {
  id: "object-opened",
  what: "An object may have keys other than those that are described.",
  why: "Whoever takes it in meets keys that it does not know.",
  applies: ({ kind }) => kind === "object-opened",
  breaks: WIDER,
  message: () => "takes other keys now",
  mirrors: ["object-closed"],
};
