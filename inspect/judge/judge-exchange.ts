/** Judges one exchange by the releases that a server claims to speak. Pure: the same exchange gives the same findings. */
import { splitTarget } from "@knockgen/matrix/runtime/target";
import type { Exchange } from "../exchange.js";
import type { Finding } from "../finding.js";
import { compareReleases, type Release } from "../releases/release.js";
import type { Departure, Examined } from "./departure.js";
import { type ExamineOptions, examine } from "./departures.js";
import { unknownName } from "./unknown-operation.js";

/** The operation of an exchange and what is wrong with it. */
export interface Judgement {
  /** `client-server/getDevices`; `client-server/unknown`, or `unknown` outside of Matrix, where no claimed release has it. */
  readonly operation: string;
  readonly known: boolean;
  /** The server says that it lacks the operation (`M_UNRECOGNIZED`), which is not a departure. */
  readonly unimplemented: boolean;
  readonly findings: readonly Finding[];
}

/** A release that lacks the operation has no say where another has it, nor has one of another API where all lack it. */
export function judgeExchange(
  exchange: Exchange,
  releases: readonly Release[],
  options: ExamineOptions = {},
): Judgement {
  const sorted = [...releases].sort((a, b) => compareReleases(a.name, b.name));
  const examined = sorted.map((release) => ({ release, of: examine(exchange, release, options) }));
  const claimed = examined.filter(({ release }) => release.claimed);
  const knowing = claimed.filter(({ of }) => of.known);
  const hasSay = ({ release, of }: (typeof examined)[number]): boolean =>
    knowing.length > 0 ? of.known : !of.known && release.isMatrix;
  const judges = claimed.filter(hasSay);
  const newest = judges.at(-1)?.of;
  if (newest === undefined) {
    const operation = unknownName(splitTarget(exchange.request.target).path);
    return { operation, known: false, unimplemented: false, findings: [] };
  }
  const others = examined.filter(hasSay);
  const findings = newest.departures
    .filter(({ key }) => judges.every(({ of }) => has(of, key)))
    .map((departure) => finding(departure, others));
  const { operation, known, unimplemented } = newest;
  return { operation, known, unimplemented, findings };
}

function has({ departures }: Examined, wanted: string): boolean {
  return departures.some(({ key }) => key === wanted);
}

function finding(
  { key, ...departure }: Departure,
  examined: readonly { readonly release: Release; readonly of: Examined }[],
): Finding {
  const names = examined.filter(({ of }) => has(of, key)).map(({ release }) => release.name);
  return { ...departure, count: 1, since: names[0] ?? "", until: names.at(-1) ?? "" };
}
