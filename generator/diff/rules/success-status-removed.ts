import type { Rule } from "../rule.js";

export const successStatusRemoved: Rule = {
  id: "success-status-removed",
  what: "An operation no longer succeeds, or redirects, with one of its statuses.",
  why: "A server that answers with it is not understood; a caller that waits for it waits in vain.",
  applies: ({ kind, success }) => kind === "response-removed" && success === true,
  breaks: { response: ["caller", "server"] },
  message: ({ before }) => `no longer answers ${before}`,
  mirrors: ["success-status-added"],
};
