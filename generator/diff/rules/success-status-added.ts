import type { Rule } from "../rule.js";

export const successStatusAdded: Rule = {
  id: "success-status-added",
  what: "An operation may succeed, or redirect, with a further status.",
  why: "A caller that waits for the known one takes it for a failure.",
  applies: ({ kind, success }) => kind === "response-added" && success === true,
  breaks: { response: ["caller"] },
  message: ({ after }) => `may answer ${after}`,
  mirrors: ["success-status-removed"],
};
