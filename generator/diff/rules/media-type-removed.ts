import type { Rule } from "../rule.js";

export const mediaTypeRemoved: Rule = {
  id: "media-type-removed",
  what: "A body may no longer have one of its media types.",
  why: "Whoever sends it is no longer understood, and whoever asks for it no longer gets it.",
  applies: ({ kind }) => kind === "media-type-removed",
  breaks: { request: ["caller"], response: ["caller", "server"] },
  message: ({ before }) => `the media type ${before} is gone`,
  mirrors: ["media-type-added"],
};
