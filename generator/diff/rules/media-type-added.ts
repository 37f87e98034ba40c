import type { Rule } from "../rule.js";

export const mediaTypeAdded: Rule = {
  id: "media-type-added",
  what: "A body may have a further media type.",
  why: "Whoever reads the body has to be ready for it.",
  applies: ({ kind }) => kind === "media-type-added",
  breaks: { request: ["server"], response: ["caller"] },
  message: ({ after }) => `the media type ${after} is possible`,
  mirrors: ["media-type-removed"],
};
