/** A thread that checks requests, one after another, and says of each whether it is good. */
import { parentPort } from "node:worker_threads";
import type { Refused } from "./refusal.js";
import { checkRequest, type RequestToCheck } from "./request-check.js";

/** The content stays here: to copy it takes the other side as long as to read it, and in one go. */
export type Verdict = { readonly ok: true } | Refused;

parentPort?.on("message", (request: RequestToCheck) => {
  const checked = checkRequest(request);
  const verdict: Verdict = checked.ok ? { ok: true } : checked;
  parentPort?.postMessage(verdict);
});
