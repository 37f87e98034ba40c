/** Compares the engine with recorded answers, one JSON line each; what a line is shows by its fields. */
import { parseJson } from "../json/parse.js";
import { isJsonObject, type JsonObject } from "../json/value.js";
import { type Agreement, disagrees, text } from "./agreement.js";
import { compareAuthorisation } from "./authorisation.js";
import {
  compareCanonical,
  compareHashes,
  compareRedaction,
  compareSignature,
  readSigner,
  type Signer,
} from "./bytes.js";
import { compareResolution } from "./state-resolution.js";

/** One line and what came of it. */
export interface Comparison {
  readonly id: string;
  readonly agreement: Agreement;
}

/** Takes the lines of one file in their order: a file of signatures names its key first. */
export type Comparer = (text: string) => Comparison;

/** A comparer for one file. */
export function comparer(): Comparer {
  let signer: Signer | undefined;
  const compare = (line: JsonObject): Agreement => {
    if (Object.hasOwn(line, "rule_key")) return compareAuthorisation(line);
    if (Object.hasOwn(line, "redacted")) return compareRedaction(line);
    if (Object.hasOwn(line, "content_hash")) return compareHashes(line);
    if (Object.hasOwn(line, "state_sets")) return compareResolution(line);
    if (Object.hasOwn(line, "input")) return compareCanonical(line);
    if (!Object.hasOwn(line, "kind")) return disagrees("no kind of case that is known");
    if (text(line, "kind") === "key") signer = readSigner(line);
    return signer === undefined ? disagrees("a signature before its key") : compareSignature(line, signer);
  };
  return (source) => {
    const json = parseJson(source);
    if (!json.ok || !isJsonObject(json.value)) return { id: "?", agreement: disagrees("not a JSON object") };
    try {
      return { id: text(json.value, "id"), agreement: compare(json.value) };
    } catch (error) {
      const message = error instanceof Error ? `${error.name}: ${error.message}` : "an unknown failure";
      return { id: text(json.value, "id"), agreement: disagrees(message) };
    }
  };
}
