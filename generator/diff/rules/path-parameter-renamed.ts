import type { Rule } from "../rule.js";

export const pathParameterRenamed: Rule = {
  id: "path-parameter-renamed",
  what: "A parameter in the path has another name at the same position.",
  why: "The name is in the template only, not in any request; names in generated code change.",
  applies: ({ kind }) => kind === "parameter-renamed",
  breaks: {},
  severity: "annotation",
  message: ({ before, after }) => `the parameter is called ${after} and was called ${before}`,
  mirrors: ["path-parameter-renamed"],
};
