/** How much of a request's body is read. */
import type { Route } from "@knockgen/matrix/runtime/route";
import { bodyLimit } from "@knockgen/matrix/runtime/server-options";

/** Questions of servers are short: IDs of events, of users and of devices. */
export const MAX_QUESTION_BYTES: number = 200 * 1024;

/** These bring events with them, up to 50 at once, or one and the state of its room. */
const BRING_EVENTS: ReadonlySet<string> = new Set([
  "sendTransaction",
  "sendInviteV1",
  "sendInviteV2",
  "sendJoinV1",
  "sendJoinV2",
  "sendKnock",
  "sendLeaveV1",
  "sendLeaveV2",
]);

/** For `maxBodyBytes`: what servers ask is held to less than what they send, and clients to what is usual. */
export function maxBodyBytes(operation: Route): number {
  const usual = bodyLimit(operation, undefined);
  const isQuestion = operation.api === "server-server" && !BRING_EVENTS.has(operation.name);
  return isQuestion ? Math.min(usual, MAX_QUESTION_BYTES) : usual;
}
