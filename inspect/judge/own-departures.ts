/** Departures of the side that they are found on: in its address, headers and status, outside of events in its body, and in its habits. */
import type { Found } from "@knockgen/matrix/runtime/inspect";
import type { Level } from "../finding.js";
import { templateOf } from "../problems/template.js";
import { maskName } from "../secrets/masked.js";
import { badHabits } from "./bad-habits.js";
import type { JudgedSide } from "./judged-side.js";
import { type Judging, operationPlace } from "./judging.js";
import { isWellKnown } from "./well-known.js";

/** Names in an address or in headers are a stranger's, and each is held against all that is secret: more are a flood. */
const MAX_PLAIN = 200;

/** Members that errors may have where they are not described. */
const OF_ERRORS = new Set(["errcode", "error", "retry_after_ms", "soft_logout"]);

/** Adds the problems that are not in the body. */
export function addOutsideBody(judging: Judging, { by, json, found }: JudgedSide): void {
  const outside = found.filter(({ place }) => place !== "body");
  for (const problem of outside.slice(0, MAX_PLAIN)) {
    if (isMoved(judging, problem.keyword)) continue;
    const { place, path, keyword, message, value } = problem;
    const name = (text: string): string => maskName(text, judging.found.secrets);
    const type = judging.operation.inspection?.parameters?.[place];
    const template = templateOf({ path, keyword, type }, judging.release.tables, name);
    const isAnyName = path.length === 1 && template.pointer === "/*";
    const pointer = isAnyName ? `/${name(String(path[0]))}` : template.pointer;
    const schema = template.schema ?? operationPlace(judging);
    const level = levelOutside(judging, keyword, json);
    judging.found.add({ by, side: by, level, place, pointer, keyword, message, value, schema });
  }
}

/** A file may be moved, and who looks for it follows. */
function isMoved({ exchange, operation }: Judging, keyword: string): boolean {
  const status = exchange.answer?.status ?? 0;
  return keyword === "status" && status >= 300 && status < 400 && isWellKnown(operation.route);
}

function levelOutside({ operation }: Judging, keyword: string, json: unknown): Level {
  if (keyword === "unknown") return "info";
  if (keyword === "status") return "warning";
  return keyword === "media-type" && json !== undefined && isWellKnown(operation.route) ? "warning" : "error";
}

/** Adds a problem of the body that does not lie in an event. */
export function addInBody(judging: Judging, { by, inspected }: JudgedSide, problem: Found): void {
  const { path, keyword, message, value } = problem;
  const template = templateOf({ path, keyword, type: inspected?.type }, judging.release.tables);
  const isOfError = path.length === 1 && OF_ERRORS.has(String(path[0]));
  const pointer = isOfError ? `/${path[0]}` : template.pointer;
  const schema = template.schema ?? operationPlace(judging);
  const level = "error";
  judging.found.add({ by, side: by, level, place: "body", pointer, keyword, message, value, schema });
}

/** Adds what a client does that is allowed and harmful. */
export function addHabits(judging: Judging): void {
  const { operation, release, found } = judging;
  for (const habit of badHabits(operation, release.name))
    found.add({ ...habit, by: "client", side: "client", level: "warning", schema: operationPlace(judging) });
}
