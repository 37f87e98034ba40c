import { type ClientServerHandlers, unimplemented } from "@knockgen/matrix/routes/client-server";
import { API } from "@knockgen/matrix/runtime/route";
import { add3PID } from "./add3-pid.js";
import type { Auth } from "./auth.js";
import { ban } from "./ban.js";
import { bind3PID } from "./bind3-pid.js";
import { changePassword } from "./change-password.js";
import { checkUsernameAvailability } from "./check-username-availability.js";
import { claimKeys } from "./claim-keys.js";
import type { Context } from "./context.js";
import { createRoom } from "./create-room.js";
import { deactivateAccount } from "./deactivate-account.js";
import { defineFilter } from "./define-filter.js";
import { deleteDevice } from "./delete-device.js";
import { deleteDevices } from "./delete-devices.js";
import { deleteProfileField } from "./delete-profile-field.js";
import { deletePushRule } from "./delete-push-rule.js";
import { deleteRoomAlias } from "./delete-room-alias.js";
import { deleteRoomKeyBySessionId } from "./delete-room-key-by-session-id.js";
import { deleteRoomKeys } from "./delete-room-keys.js";
import { deleteRoomKeysByRoomId } from "./delete-room-keys-by-room-id.js";
import { deleteRoomKeysVersion } from "./delete-room-keys-version.js";
import { deleteRoomTag } from "./delete-room-tag.js";
import { delete3pidFromAccount } from "./delete3pid-from-account.js";
import { forgetRoom } from "./forget-room.js";
import { getAccountData } from "./get-account-data.js";
import { getAccountDataPerRoom } from "./get-account-data-per-room.js";
import { getAccount3PIDs } from "./get-account3-pi-ds.js";
import { getCapabilities } from "./get-capabilities.js";
import { getDevice } from "./get-device.js";
import { getDevices } from "./get-devices.js";
import { getEventByTimestamp } from "./get-event-by-timestamp.js";
import { getEventContext } from "./get-event-context.js";
import { getFilter } from "./get-filter.js";
import { getJoinedMembersByRoom } from "./get-joined-members-by-room.js";
import { getJoinedRooms } from "./get-joined-rooms.js";
import { getKeysChanges } from "./get-keys-changes.js";
import { getLocalAliases } from "./get-local-aliases.js";
import { getLoginFlows } from "./get-login-flows.js";
import { getMembersByRoom } from "./get-members-by-room.js";
import { getMutualRooms } from "./get-mutual-rooms.js";
import { getNotifications } from "./get-notifications.js";
import { getOneRoomEvent } from "./get-one-room-event.js";
import { getProfileField } from "./get-profile-field.js";
import { getProtocolMetadata } from "./get-protocol-metadata.js";
import { getProtocols } from "./get-protocols.js";
import { getPublicRooms } from "./get-public-rooms.js";
import { getPushRule } from "./get-push-rule.js";
import { getPushRuleActions } from "./get-push-rule-actions.js";
import { getPushRules } from "./get-push-rules.js";
import { getPushRulesGlobal } from "./get-push-rules-global.js";
import { getRelatingEvents } from "./get-relating-events.js";
import { getRelatingEventsWithRelType } from "./get-relating-events-with-rel-type.js";
import { getRelatingEventsWithRelTypeAndEventType } from "./get-relating-events-with-rel-type-and-event-type.js";
import { getRoomEvents } from "./get-room-events.js";
import { getRoomIdByAlias } from "./get-room-id-by-alias.js";
import { getRoomKeyBySessionId } from "./get-room-key-by-session-id.js";
import { getRoomKeys } from "./get-room-keys.js";
import { getRoomKeysByRoomId } from "./get-room-keys-by-room-id.js";
import { getRoomKeysVersion } from "./get-room-keys-version.js";
import { getRoomKeysVersionCurrent } from "./get-room-keys-version-current.js";
import { getRoomState } from "./get-room-state.js";
import { getRoomStateWithKey } from "./get-room-state-with-key.js";
import { getRoomSummary } from "./get-room-summary.js";
import { getRoomTags } from "./get-room-tags.js";
import { getRoomVisibilityOnDirectory } from "./get-room-visibility-on-directory.js";
import { getSpaceHierarchy } from "./get-space-hierarchy.js";
import { getThreadRoots } from "./get-thread-roots.js";
import { getTokenOwner } from "./get-token-owner.js";
import { getUserProfile } from "./get-user-profile.js";
import { getVersions } from "./get-versions.js";
import { getWellknown } from "./get-wellknown.js";
import { getWellknownSupport } from "./get-wellknown-support.js";
import { getWhoIs } from "./get-who-is.js";
import { inviteBy3PID } from "./invite-by3-pid.js";
import { inviteUser } from "./invite-user.js";
import { isPushRuleEnabled } from "./is-push-rule-enabled.js";
import { joinRoom } from "./join-room.js";
import { joinRoomById } from "./join-room-by-id.js";
import { kick } from "./kick.js";
import { knockRoom } from "./knock-room.js";
import { leaveRoom } from "./leave-room.js";
import { lenientRoutes } from "./lenient-routes.js";
import { login } from "./login.js";
import { logout } from "./logout.js";
import { logoutAll } from "./logout-all.js";
import { postReceipt } from "./post-receipt.js";
import { postRoomKeysVersion } from "./post-room-keys-version.js";
import { post3PIDs } from "./post3-pi-ds.js";
import { putRoomKeyBySessionId } from "./put-room-key-by-session-id.js";
import { putRoomKeys } from "./put-room-keys.js";
import { putRoomKeysByRoomId } from "./put-room-keys-by-room-id.js";
import { putRoomKeysVersion } from "./put-room-keys-version.js";
import { queryKeys } from "./query-keys.js";
import { queryLocationByAlias } from "./query-location-by-alias.js";
import { queryLocationByProtocol } from "./query-location-by-protocol.js";
import { queryPublicRooms } from "./query-public-rooms.js";
import { queryUserByID } from "./query-user-by-id.js";
import { queryUserByProtocol } from "./query-user-by-protocol.js";
import { redactEvent } from "./redact-event.js";
import { refresh } from "./refresh.js";
import { register } from "./register.js";
import { reportEvent } from "./report-event.js";
import { reportRoom } from "./report-room.js";
import { reportUser } from "./report-user.js";
import { requestOpenIdToken } from "./request-open-id-token.js";
import { requestTokenToRegisterEmail } from "./request-token-to-register-email.js";
import { requestTokenToRegisterMSISDN } from "./request-token-to-register-msisdn.js";
import { requestTokenToResetPasswordEmail } from "./request-token-to-reset-password-email.js";
import { requestTokenToResetPasswordMSISDN } from "./request-token-to-reset-password-msisdn.js";
import { requestTokenTo3PIDEmail } from "./request-token-to3-pid-email.js";
import { requestTokenTo3PIDMSISDN } from "./request-token-to3-pidmsisdn.js";
import { search } from "./search.js";
import { searchUserDirectory } from "./search-user-directory.js";
import { sendMessage } from "./send-message.js";
import { sendToDevice } from "./send-to-device.js";
import { setAccountData } from "./set-account-data.js";
import { setAccountDataPerRoom } from "./set-account-data-per-room.js";
import { setProfileField } from "./set-profile-field.js";
import { setPushRule } from "./set-push-rule.js";
import { setPushRuleActions } from "./set-push-rule-actions.js";
import { setPushRuleEnabled } from "./set-push-rule-enabled.js";
import { setReadMarker } from "./set-read-marker.js";
import { setRoomAlias } from "./set-room-alias.js";
import { setRoomStateWithKey } from "./set-room-state-with-key.js";
import { setRoomTag } from "./set-room-tag.js";
import { setRoomVisibilityOnDirectory } from "./set-room-visibility-on-directory.js";
import { setTyping } from "./set-typing.js";
import { sync } from "./sync.js";
import { unban } from "./unban.js";
import { unbind3pidFromAccount } from "./unbind3pid-from-account.js";
import { updateDevice } from "./update-device.js";
import { upgradeRoom } from "./upgrade-room.js";
import { uploadCrossSigningKeys } from "./upload-cross-signing-keys.js";
import { uploadCrossSigningSignatures } from "./upload-cross-signing-signatures.js";
import { uploadKeys } from "./upload-keys.js";

/**
 * The handlers of the client-server API; what has none answers like an unknown endpoint.
 *
 * @knockgen api client-server 02b39e02-f20ef290
 */
export function clientServerHandlers(context: Context): ClientServerHandlers<Auth> {
  return {
    ...unimplemented,
    getNotifications: getNotifications(context),
    inviteBy3PID: inviteBy3PID(context),
    requestTokenToRegisterEmail: requestTokenToRegisterEmail(context),
    requestTokenToResetPasswordMSISDN: requestTokenToResetPasswordMSISDN(context),
    getWellknownSupport: getWellknownSupport(context),
    requestTokenToRegisterMSISDN: requestTokenToRegisterMSISDN(context),
    requestTokenToResetPasswordEmail: requestTokenToResetPasswordEmail(context),
    requestTokenTo3PIDMSISDN: requestTokenTo3PIDMSISDN(context),
    requestTokenTo3PIDEmail: requestTokenTo3PIDEmail(context),
    unbind3pidFromAccount: unbind3pidFromAccount(context),
    delete3pidFromAccount: delete3pidFromAccount(context),
    bind3PID: bind3PID(context),
    add3PID: add3PID(context),
    post3PIDs: post3PIDs(context),
    getAccount3PIDs: getAccount3PIDs(context),
    queryLocationByAlias: queryLocationByAlias(context),
    queryUserByID: queryUserByID(context),
    queryLocationByProtocol: queryLocationByProtocol(context),
    queryUserByProtocol: queryUserByProtocol(context),
    getProtocolMetadata: getProtocolMetadata(context),
    reportUser: reportUser(context),
    reportRoom: reportRoom(context),
    reportEvent: reportEvent(context),
    getWhoIs: getWhoIs(context),
    getMutualRooms: getMutualRooms(context),
    requestOpenIdToken: requestOpenIdToken(context),
    refresh: refresh(context),
    deletePushRule: deletePushRule(context),
    getPushRule: getPushRule(context),
    getPushRuleActions: getPushRuleActions(context),
    getPushRulesGlobal: getPushRulesGlobal(context),
    isPushRuleEnabled: isPushRuleEnabled(context),
    setPushRule: setPushRule(context),
    setPushRuleActions: setPushRuleActions(context),
    setPushRuleEnabled: setPushRuleEnabled(context),
    search: search(context),
    deleteRoomKeyBySessionId: deleteRoomKeyBySessionId(context),
    getRoomKeyBySessionId: getRoomKeyBySessionId(context),
    putRoomKeyBySessionId: putRoomKeyBySessionId(context),
    deleteRoomKeysByRoomId: deleteRoomKeysByRoomId(context),
    getRoomKeysByRoomId: getRoomKeysByRoomId(context),
    putRoomKeysByRoomId: putRoomKeysByRoomId(context),
    deleteRoomKeys: deleteRoomKeys(context),
    getRoomKeys: getRoomKeys(context),
    putRoomKeys: putRoomKeys(context),
    deleteRoomKeysVersion: deleteRoomKeysVersion(context),
    putRoomKeysVersion: putRoomKeysVersion(context),
    getRoomKeysVersion: getRoomKeysVersion(context),
    getRoomKeysVersionCurrent: getRoomKeysVersionCurrent(context),
    postRoomKeysVersion: postRoomKeysVersion(context),
    uploadCrossSigningSignatures: uploadCrossSigningSignatures(context),
    uploadCrossSigningKeys: uploadCrossSigningKeys(context),
    searchUserDirectory: searchUserDirectory(context),
    upgradeRoom: upgradeRoom(context),
    getLocalAliases: getLocalAliases(context),
    getSpaceHierarchy: getSpaceHierarchy(context),
    setTyping: setTyping(context),
    getKeysChanges: getKeysChanges(context),
    getEventByTimestamp: getEventByTimestamp(context),
    getThreadRoots: getThreadRoots(context),
    getRelatingEventsWithRelTypeAndEventType: getRelatingEventsWithRelTypeAndEventType(context),
    getRelatingEventsWithRelType: getRelatingEventsWithRelType(context),
    getRelatingEvents: getRelatingEvents(context),
    [API]: { name: "client-server", routes: lenientRoutes },
    claimKeys: claimKeys(context),
    sendToDevice: sendToDevice(context),
    queryKeys: queryKeys(context),
    uploadKeys: uploadKeys(context),
    postReceipt: postReceipt(context),
    setReadMarker: setReadMarker(context),
    changePassword: changePassword(context),
    deleteDevice: deleteDevice(context),
    deleteDevices: deleteDevices(context),
    deleteProfileField: deleteProfileField(context),
    setProfileField: setProfileField(context),
    checkUsernameAvailability: checkUsernameAvailability(context),
    deleteRoomTag: deleteRoomTag(context),
    getAccountData: getAccountData(context),
    getAccountDataPerRoom: getAccountDataPerRoom(context),
    getDevice: getDevice(context),
    getDevices: getDevices(context),
    getProtocols: getProtocols(context),
    getRoomTags: getRoomTags(context),
    logoutAll: logoutAll(context),
    redactEvent: redactEvent(context),
    setAccountData: setAccountData(context),
    setAccountDataPerRoom: setAccountDataPerRoom(context),
    setRoomTag: setRoomTag(context),
    updateDevice: updateDevice(context),
    ban: ban(context),
    deactivateAccount: deactivateAccount(context),
    createRoom: createRoom(context),
    defineFilter: defineFilter(context),
    deleteRoomAlias: deleteRoomAlias(context),
    forgetRoom: forgetRoom(context),
    getCapabilities: getCapabilities(context),
    getEventContext: getEventContext(context),
    getFilter: getFilter(context),
    getJoinedMembersByRoom: getJoinedMembersByRoom(context),
    getJoinedRooms: getJoinedRooms(context),
    getLoginFlows: getLoginFlows(context),
    getMembersByRoom: getMembersByRoom(context),
    getOneRoomEvent: getOneRoomEvent(context),
    getProfileField: getProfileField(context),
    getPublicRooms: getPublicRooms(context),
    getPushRules: getPushRules(context),
    getRoomEvents: getRoomEvents(context),
    getRoomIdByAlias: getRoomIdByAlias(context),
    getRoomState: getRoomState(context),
    getRoomStateWithKey: getRoomStateWithKey(context),
    getRoomSummary: getRoomSummary(context),
    getRoomVisibilityOnDirectory: getRoomVisibilityOnDirectory(context),
    getTokenOwner: getTokenOwner(context),
    getUserProfile: getUserProfile(context),
    getVersions: getVersions(context),
    getWellknown: getWellknown(context),
    inviteUser: inviteUser(context),
    joinRoom: joinRoom(context),
    joinRoomById: joinRoomById(context),
    kick: kick(context),
    knockRoom: knockRoom(context),
    leaveRoom: leaveRoom(context),
    login: login(context),
    logout: logout(context),
    queryPublicRooms: queryPublicRooms(context),
    register: register(context),
    sendMessage: sendMessage(context),
    setRoomAlias: setRoomAlias(context),
    setRoomStateWithKey: setRoomStateWithKey(context),
    setRoomVisibilityOnDirectory: setRoomVisibilityOnDirectory(context),
    sync: sync(context),
    unban: unban(context),
  };
}
