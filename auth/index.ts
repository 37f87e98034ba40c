/**
 * The event-authorisation engine: every room version. Pure and synchronous; runs in Node and in browsers.
 * Read README.md first.
 */

export { isServerName, isUserId } from "@knockgen/matrix/identifiers";
export { ACL_GUARDED_ENDPOINTS, isAclGuarded } from "./acl/endpoints.js";
export { matchesGlob } from "./acl/glob.js";
export { isServerAllowed } from "./acl/server-acl.js";
export {
  type AuthorizeContext,
  authorize,
  authorizeAgainstState,
  type StateContext,
} from "./authorize.js";
export { decodeBase64, encodeBase64, encodeBase64Url } from "./base64.js";
export {
  type BuildContext,
  type BuiltEvent,
  buildEvent,
  type EventPlace,
  type EventTemplate,
  eventTemplate,
} from "./build-event.js";
export { canBan, canInvite, canKick, canRedact, canSend } from "./can.js";
export { type ReadCase, readCase } from "./case.js";
export type { EventDraft } from "./event-draft.js";
export { type Explanation, explain, type Step, type StepOutcome } from "./explain.js";
export type { JoinRule, Membership } from "./generated-types.js";
export { contentHash, eventId, referenceHash } from "./hash.js";
export { domainOf } from "./identifier/domain.js";
export { type HostAndPort, isIpLiteral, splitServerName } from "./identifier/server-name.js";
export {
  type CanonicalJsonOptions,
  canonicalEventJson,
  canonicalJson,
  tryCanonicalEventJson,
  tryCanonicalJson,
} from "./json/canonical.js";
export { JsonError, type JsonErrorCode, type Result } from "./json/error.js";
export { readLossless } from "./json/lossless.js";
export { compareCodePoints } from "./json/order.js";
export { parseJson, parseJsonInSlices } from "./json/parse.js";
export type { SlicedReadOptions } from "./json/sliced-read-options.js";
export {
  isJsonObject,
  type JsonArray,
  JsonFloat,
  type JsonObject,
  type JsonValue,
  MAX_JSON_DEPTH,
  own,
} from "./json/value.js";
export { type Case, judge } from "./judge.js";
export { type MayContext, type MayVerdict, may } from "./may.js";
export type { Power } from "./membership/scene.js";
export { membershipSvg } from "./membership/svg.js";
export { membershipTable } from "./membership/table.js";
export {
  ACTORS,
  type Actor,
  JOIN_RULE_NAMES,
  MEMBERSHIPS,
  membershipTransitions,
  type Transition,
  transition,
} from "./membership/transitions.js";
export type { PduError, PduErrorCode } from "./pdu/error.js";
export { type ParsePduOptions, parsePdu, readPdu, readWrittenPdu } from "./pdu/parse.js";
export { loadPdu, type Pdu } from "./pdu/pdu.js";
export { MAX_AUTH_EVENTS, MAX_EVENT_BYTES, MAX_PREV_EVENTS, takesMoreThan } from "./pdu/size.js";
export type { WrittenEvent } from "./pdu/written.js";
export { currentJoinRule, JOIN_RULES, type JoinRuleMeaning, joinRuleMeaning } from "./read/join-rule.js";
export { CREATOR_LEVEL, type Level, readLevel } from "./read/level.js";
export { SCALAR_LEVELS } from "./read/level-cache.js";
export { currentMembership } from "./read/membership.js";
export {
  type ActionLevel,
  actionLevel,
  type LevelSource,
  requiredLevel,
  userLevel,
} from "./read/power-levels.js";
export {
  type CheckedState,
  checkGivenState,
  type DroppedEvent,
  type GivenState,
  type GivenStateContext,
} from "./receipt/check-given-state.js";
export { checkPdu } from "./receipt/check-pdu.js";
export {
  bottomUp,
  judgeInSteps,
  type KnownEvents,
  rejectedAmong,
  type VerifiedEvent,
} from "./receipt/judge-chain.js";
export { listedBy } from "./receipt/listed-by.js";
export { keysNeededFor, type NeededKeys, type PduNeed } from "./receipt/needs.js";
export type { CheckPduContext, PduKnowledge } from "./receipt/pdu-knowledge.js";
export {
  lacksPolicySignature,
  POLICY_KEY_ID,
  type PolicyServer,
  policyServerOf,
} from "./receipt/policy-server.js";
export type { HeldPdu, Receipt } from "./receipt/receipt.js";
export { redactedEventId, redactionApplies } from "./receipt/redaction.js";
export { type RootContext, rootOf } from "./receipt/root.js";
export { redact } from "./redact.js";
export type {
  AnyRoomVersion,
  RedactionRules,
  RoomVersion,
  RoomVersionRules,
  UnstableRoomVersion,
} from "./room-version/rules.js";
export {
  isRoomVersion,
  isUnstableRoomVersion,
  ROOM_VERSIONS,
  RoomVersionError,
  roomVersionRules,
  UNSTABLE_ROOM_VERSIONS,
} from "./room-version/table.js";
export type { Judgement, Outcome, StateLookup } from "./rules/clause.js";
export type { Observer } from "./rules/evaluate.js";
export type { CheckKey, RuleKey } from "./rules/keys.js";
export { type NumberedClause, rulesOf } from "./rules/numbering.js";
export { RULE_TABLE, type RuleEntry, ruleEntries, ruleNumber } from "./rules/table.js";
export { type SelectableEvent, type StateKey, selectAuthEvents } from "./select-auth-events.js";
export { ED25519_PREFIX } from "./signing/ed25519.js";
export {
  addContentHash,
  addEventSignature,
  contentHashMatches,
  type EventCheck,
  isThirdPartyInvite,
  requiredSigners,
  signEvent,
  verifyEvent,
  verifyEventsAside,
} from "./signing/event.js";
export {
  addSignature,
  type PublicKeys,
  type SignatureCheck,
  type SignatureErrorCode,
  signatureOf,
  signJson,
  verifyJson,
} from "./signing/json.js";
export {
  type KeyDocumentCheck,
  type KeyDocumentErrorCode,
  type KeyDocumentOptions,
  type RetiredKey,
  signKeyDocument,
  verifyKeyDocument,
} from "./signing/key-document.js";
export {
  generateKeyPair,
  isKeyCurrent,
  isKeyValidAt,
  type KeyLookup,
  type KeyPair,
  keyPairFromSeed,
  type ServerKey,
} from "./signing/keys.js";
export {
  type ReceivedRequest,
  type RequestCheck,
  type RequestErrorCode,
  type SignableRequest,
  signRequest,
  verifyRequest,
} from "./signing/request.js";
export { formatXMatrix, parseXMatrix, type XMatrix } from "./signing/x-matrix.js";
export type { EventLookup } from "./state/graph.js";
export { lookupIn } from "./state/lookup.js";
export { type ResolveContext, resolveState } from "./state/resolve.js";
export { entriesOf, idsIn, type RoomState, type StateEntry, stateOf } from "./state/room-state.js";
export type { Verdict } from "./verdict.js";
