/** `knockgen judge`: judges a recording. */
import { readFileSync } from "node:fs";
import { release as own } from "@knockgen/matrix/inspect/release";
import type { Command } from "commander";
import { releasesAtHand } from "#inspect/at-hand.js";
import { aboutChoice, chooseReleases, claimsOf } from "#inspect/claims.js";
import type { Exchange } from "#inspect/exchange.js";
import { LearnedFacts } from "#inspect/federation-facts.js";
import { readHar } from "#inspect/har.js";
import { judgeWhole } from "#inspect/judge.js";
import { Ledger } from "#inspect/ledger.js";
import { nameOf } from "#inspect/release.js";
import { checkReleases, type InspectFlags, waiversOf } from "./run-options.js";
import { writeReport } from "./write-report.js";

/** Gives the exit code. */
export async function runJudge(file: string, flags: InspectFlags, command: Command): Promise<number> {
  const ownName = nameOf(own);
  checkReleases(flags, ownName, command);
  const waivers = waiversOf(flags, command);
  const exchanges = readHar(readFileSync(file === "-" ? 0 : file, "utf8"));
  if (typeof exchanges === "string") return command.error(`error: ${file} ${exchanges}`);
  const atHand = await releasesAtHand(flags.releaseDir).catch((error: Error) =>
    command.error(`error: ${error.message}`),
  );
  const chosen = chooseReleases(atHand, flags.release, firstClaims(exchanges));
  const ledger = new Ledger();
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
  const today = new Date().toISOString().slice(0, 10);
  const report = ledger.report({ subject, ...aboutChoice(chosen) }, waivers, today);
  return writeReport(report, flags, ownName, waivers);
}

/** Releases that the server of the recording said it speaks. */
function firstClaims(exchanges: readonly Exchange[]): readonly string[] {
  for (const exchange of exchanges) {
    const claims = claimsOf(exchange);
    if (claims.length > 0) return claims;
  }
  return [];
}
