/** `knockgen judge`: judges a recording. */
import { constants } from "node:buffer";
import { readFileSync, statSync } from "node:fs";
import { release as own } from "@knockgen/matrix/inspect/release";
import type { Command } from "commander";
import { visible } from "#generator/report/visible.js";
import { LearnedFacts } from "#inspect/events/federation-facts.js";
import type { Exchange } from "#inspect/exchange.js";
import { readHar } from "#inspect/har/read-har.js";
import { judgeWhole } from "#inspect/judge/judge.js";
import { Ledger } from "#inspect/ledger.js";
import { releasesAtHand } from "#inspect/releases/at-hand.js";
import { aboutChoice, chooseReleases, claimsOf } from "#inspect/releases/claims.js";
import { isDescribed } from "#inspect/releases/find-operation.js";
import { describesMatrix, nameOf, routerOf } from "#inspect/releases/release.js";
import { today } from "#inspect/today.js";
import { Failure } from "../failure.js";
import { checkReleases, type InspectFlags, waiversOf } from "./run-options.js";
import { writeReport } from "./write-report.js";

/** Gives the exit code. */
export async function runJudge(file: string, flags: InspectFlags, command: Command): Promise<number> {
  const ownName = nameOf(own);
  checkReleases(flags, ownName, command);
  const waivers = waiversOf(flags, command);
  const atHand = await releasesAtHand(flags.releaseDir).catch((error: Error) =>
    command.error(`error: ${error.message}`),
  );
  const ledger = new Ledger();
  const others = atHand.filter(({ tables }) => !describesMatrix(tables));
  const isDescribedByOther = (method: string, path: string): boolean =>
    others.some(({ tables }) => isDescribed({ router: routerOf(tables) }, method, path));
  const exchanges = readHar(textOf(file), (method, path) => {
    const isTaken = isDescribedByOther(method, path);
    // Of a recording without other APIs, what is not of Matrix is of no interest.
    if (!isTaken && others.length > 0 && method !== "OPTIONS") ledger.countUnchecked("not described");
    return isTaken;
  });
  if (typeof exchanges === "string") return command.error(`error: ${file} ${exchanges}`);
  const chosen = chooseReleases(atHand, flags.release, firstClaims(exchanges));
  const federation = new LearnedFacts();
  for (const exchange of exchanges) {
    // Counted in the report among those that were not judged, with the reason.
    if (exchange.answer === undefined) ledger.countUnchecked("not reached");
    else {
      federation.learn(exchange);
      const options = { federation, ...(flags.map !== undefined && { map: flags.map }) };
      ledger.add(exchange, judgeWhole(exchange, chosen.releases, options));
      // Likewise: of this one, all but the body was judged.
      if (exchange.answer.body === undefined) ledger.countUnchecked("not kept");
    }
  }
  const subject = file === "-" ? "standard input" : file;
  const report = ledger.report({ subject, ...aboutChoice(chosen) }, waivers, today());
  return writeReport(report, flags, ownName, waivers);
}

/** Of a file that no text can hold, Node would say so after it has read all of it. */
function textOf(file: string): string {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size > constants.MAX_STRING_LENGTH)
    throw new Failure(`${visible(file)} has more than 512 MB, which cannot be read at once: split it`, 2);
  return readFileSync(file === "-" ? 0 : file, "utf8");
}

/** Releases that the server of the recording said it speaks. */
function firstClaims(exchanges: readonly Exchange[]): readonly string[] {
  for (const exchange of exchanges) {
    const claims = claimsOf(exchange);
    if (claims.length > 0) return claims;
  }
  return [];
}
