import { OTHER, type Rule } from "../rule.js";

export const defaultChanged: Rule = {
  id: "default-changed",
  what: "What is left out stands for another value.",
  why: "Those who leave it out, and those who fill it in, mean different things now.",
  applies: ({ kind }) => kind === "default-changed",
  breaks: OTHER,
  message: ({ before, after }) => `the default is ${after} and was ${before}`,
  mirrors: ["default-changed"],
};
