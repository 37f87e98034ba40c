/** A rule judges one kind of difference: which audience it breaks, and what to tell them. */
import type { Audience, Severity, Side } from "./diff-report.js";
import type { Difference, Effect } from "./difference.js";

export interface Rule {
  /** Stable: people write it into their scripts. */
  readonly id: string;
  /** The change, for the list of rules. */
  readonly what: string;
  /** Why that breaks an audience, or why it does not. */
  readonly why: string;
  readonly applies: (difference: Difference) => boolean;
  /** By the side on which the changed thing stands; a missing side means that it breaks no one. */
  readonly breaks: { readonly [side in Side]?: readonly Audience[] };
  /** Class of changes that break no one on the wire. Default `compatible`. */
  readonly severity?: Exclude<Severity, "breaking" | "stricter">;
  /** Whether generated code may judge some value otherwise; the difference says which way. */
  readonly checked?: true;
  /** Whether only a name is another, by which generated code goes. */
  readonly named?: true;
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

/** Audiences that break where validators and types let fewer, more or other values through, or an operation has another name in code. */
export const BY_EFFECT: { readonly [effect in Effect]: Rule["breaks"] } = {
  narrower: NARROWER,
  wider: WIDER,
  other: { operation: ["caller", "server"], ...OTHER },
};
