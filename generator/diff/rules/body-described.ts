import type { Rule } from "../rule.js";

export const bodyDescribed: Rule = {
  id: "body-described",
  what: "A body of which nothing was said has a schema now.",
  why: "It was there before; the specification has caught up.",
  applies: ({ kind }) => kind === "body-described",
  breaks: {},
  severity: "annotation",
  message: () => "the body has a schema now",
  mirrors: ["body-undescribed"],
};
