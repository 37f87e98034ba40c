import { NARROWER, type Rule } from "../rule.js";

export const objectClosed: Rule = {
  id: "object-closed",
  what: "An object may have no keys but those that are described.",
  why: "Whoever puts in others is no longer understood.",
  applies: ({ kind }) => kind === "object-closed",
  breaks: NARROWER,
  message: () => "takes no other keys now",
  mirrors: ["object-opened"],
};
