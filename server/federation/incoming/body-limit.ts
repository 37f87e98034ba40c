/** How much of a request's body is read. */
import type { Route } from "@knockgen/matrix/runtime/route";
import { bodyLimit } from "@knockgen/matrix/runtime/server-options";

/** Questions of servers are short: IDs of events, of users and of devices. */
const MAX_QUESTION_BYTES: number = 200 * 1024;

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

/** Bodies of clients are bounded as events are, but for these (C10). A profile that is too large has a code of its own. */
const MAX_CLIENT_BYTES = 64 * 1024;
const LARGE: ReadonlySet<string> = new Set([
  "claimKeys",
  "defineFilter",
  "putRoomKeyBySessionId",
  "putRoomKeys",
  "putRoomKeysByRoomId",
  "queryKeys",
  "sendToDevice",
  "setAccountData",
  "setAccountDataPerRoom",
  "setProfileField",
  "uploadCrossSigningKeys",
  "uploadCrossSigningSignatures",
  "uploadKeys",
]);

/** For `maxBodyBytes`: what servers ask is held to less than what they send, and clients to what each operation needs. */
export function maxBodyBytes(operation: Route): number {
  const { api, name } = operation;
  const usual = bodyLimit(operation, undefined);
  if (api === "server-server") return BRING_EVENTS.has(name) ? usual : Math.min(usual, MAX_QUESTION_BYTES);
  return LARGE.has(name) ? usual : Math.min(usual, MAX_CLIENT_BYTES);
}
