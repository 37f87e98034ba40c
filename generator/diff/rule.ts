/** A rule judges one kind of difference: whom it breaks on which side, and what to tell them. */
import type { Difference } from "./difference.js";
import type { Audience, Severity, Side } from "./types.js";

export interface Rule {
  /** Stable: people write it into their scripts. */
  readonly id: string;
  /** What has changed, for the list of rules. */
  readonly what: string;
  /** Why that breaks somebody, or why it does not. */
  readonly why: string;
  readonly applies: (difference: Difference) => boolean;
  /** By the side on which the changed thing stands; nobody breaks where a side is missing. */
  readonly breaks: { readonly [side in Side]?: readonly Audience[] };
  /** Of what breaks nobody. Default `compatible`. */
  readonly severity?: Exclude<Severity, "breaking">;
  /** One sentence, without the place. */
  readonly message: (difference: Difference) => string;
  /** The rules of what comes out when the two releases change places. */
  readonly mirrors: readonly string[];
}

/** More values than before: those who take them in have to be ready. */
export const WIDER: Rule["breaks"] = { request: ["server"], response: ["caller"], event: ["reader"] };
/** Fewer values than before: those who give them out have to keep to it. */
export const NARROWER: Rule["breaks"] = { request: ["caller"], response: ["server"], event: ["caller"] };
/** Other values than before. */
export const OTHER: Rule["breaks"] = {
  request: ["caller", "server"],
  response: ["caller", "server"],
  event: ["caller", "reader"],
};
