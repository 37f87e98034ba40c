/** Recorded verdicts on events. */
import { readCase } from "../case.js";
import { eventId } from "../hash.js";
import { isJsonObject, type JsonObject, own } from "../json/value.js";
import { judge } from "../judge.js";
import { readPdu } from "../pdu/parse.js";
import { knownRules } from "../room-version/table.js";
import type { Verdict } from "../verdict.js";
import { AGREES, type Agreement, all, disagrees, text } from "./agreement.js";

/** Authority where the recording server departs from the text: the server, the text, or either. */
type Guide = "server" | "text" | "either";

const DEPARTURES: ReadonlyMap<string, Guide> = new Map<string, Guide>([
  ["level-python-int", "text"],
  ["tpi-first-signature", "text"],
  ["tpi-junk-key", "text"],
  ["federate-not-true", "either"],
  ["federate-target", "either"],
  ["jauth-only-join", "either"],
  ["redacts-missing", "either"],
  ["lenient-user-id", "either"],
  ["pl-other-state-key", "either"],
  ["event-id-key", "either"],
  ["target-not-user-id", "server"],
  ["pl-not-state", "server"],
  ["negative-depth", "server"],
  ["max-depth", "server"],
  ["create-state-key", "server"],
]);

function guideOf(line: JsonObject): Guide {
  const guides = text(line, "departs_class")
    .split("+")
    .map((name) => DEPARTURES.get(name) ?? "text");
  return (["server", "either"] as const).find((guide) => guides.includes(guide)) ?? "text";
}

/** Without a recorded answer, `reject` is expected. */
function writtenVerdict(line: JsonObject): string {
  const written = text(line, "spec_verdict");
  return written === "unspecified" ? "reject" : written;
}

/** A line whose parts contradict each other was damaged. */
function isConsistent(line: JsonObject): boolean {
  const verdict = text(line, "verdict");
  const departs = own(line, "departs") === true;
  if (departs !== (verdict !== text(line, "spec_verdict"))) return false;
  return (verdict === "allow") === (text(line, "stage") === "");
}

/**
 * Lines that call an event no JSON although the line itself holds it: a character that was two halves when it was
 * recorded is one in the file. Their rule cannot be compared; their verdict is the server's.
 */
function isMisrecorded(line: JsonObject): boolean {
  if (text(line, "rule") !== "format" || text(line, "note") !== "not JSON") return false;
  const event = own(line, "event");
  return event !== undefined && readPdu(event, text(line, "room_version")).ok;
}

function compareVerdict(line: JsonObject, verdict: Verdict): Agreement {
  const ours = verdict.allowed ? "allow" : "reject";
  const said = disagrees(`${ours} by ${verdict.rule} (${verdict.ruleKey})`);
  const theirs = text(line, "verdict");
  const departs = own(line, "departs") === true;
  const guide = departs ? guideOf(line) : "text";
  const wanted = guide === "server" ? theirs : writtenVerdict(line);
  if (isMisrecorded(line)) return departs || ours === theirs ? AGREES : said;
  if (ours !== wanted) return guide === "either" && ours === theirs ? AGREES : said;
  if (guide === "server") return AGREES;
  return verdict.rule === text(line, "rule") && verdict.ruleKey === text(line, "rule_key") ? AGREES : said;
}

/** IDs of events that the server took in; to those that it dropped for their form it gave one of its own making. */
function compareId(line: JsonObject): Agreement {
  if (text(line, "stage") === "format") return AGREES;
  const recorded = text(line, "event_id");
  const read = readCase(line);
  if (!read.ok || recorded === "") return AGREES;
  const { roomVersion, event } = read.value.question;
  if (knownRules(roomVersion).eventId === "chosen") return AGREES;
  if (!isJsonObject(event) || !readPdu(event, roomVersion).ok) return AGREES;
  const ours = eventId(event, roomVersion);
  return ours === recorded ? AGREES : disagrees(`event ID ${ours}`);
}

/** Compares verdict, clause and event ID with a recorded case. */
export function compareAuthorisation(line: JsonObject): Agreement {
  const read = readCase(line);
  if (!read.ok) return disagrees(read.error);
  if (!isConsistent(line)) return disagrees("the line contradicts itself");
  return all(compareVerdict(line, judge(read.value.question)), compareId(line));
}
