/** Matchers for vitest and jest: `expect.extend(matrixMatchers)`. */
import type { Exchange } from "./exchange.js";
import { type Finding, type Level, reaches, type Side } from "./finding.js";
import { judge } from "./judge/judge.js";
import type { Report } from "./ledger.js";
import type { Release } from "./releases/release.js";
import { printFinding } from "./report/terminal.js";

/** Findings that fail a test. */
export interface FollowOptions {
  /** Findings of this level or worse fail. Default `error`. */
  readonly level?: Level;
  /** Only findings of this side; of all where it is missing. */
  readonly side?: Side;
  /** Releases that an exchange is judged by; a report was judged already. */
  readonly releases?: readonly Release[];
}

interface Outcome {
  readonly pass: boolean;
  readonly message: () => string;
}

/** Passes where neither side departs from the specification. */
export function toFollowMatrix(
  received: Report | readonly Finding[] | Exchange,
  { level = "error", side, releases = [] }: FollowOptions = {},
): Outcome {
  const wrong = findingsOf(received, releases).filter(
    (finding) => reaches(finding.level, level) && (side === undefined || finding.side === side),
  );
  return {
    pass: wrong.length === 0,
    message: () =>
      wrong.length === 0
        ? `expected a departure from the specification of level ${level}`
        : `expected no departure from the specification:\n${wrong.map(printFinding).join("\n")}`,
  };
}

function findingsOf(
  received: Report | readonly Finding[] | Exchange,
  releases: readonly Release[],
): readonly Finding[] {
  if ("findings" in received) return received.findings;
  if (!("request" in received)) return received;
  if (releases.length === 0) throw new TypeError("an exchange is judged by releases: give { releases }");
  return judge(received, releases);
}

/** For `expect.extend`. */
export const matrixMatchers: { readonly toFollowMatrix: typeof toFollowMatrix } = { toFollowMatrix };
