import { type ClientServerHandlers, unimplemented } from "@knockgen/matrix/routes/client-server";
import { API } from "@knockgen/matrix/runtime/route";
import { changePassword } from "./account/change-password.js";
import { checkUsernameAvailability } from "./account/check-username-availability.js";
import { deactivateAccount } from "./account/deactivate-account.js";
import { getTokenOwner } from "./account/get-token-owner.js";
import { getWhoIs } from "./account/get-who-is.js";
import { register } from "./account/register.js";
import { requestOpenIdToken } from "./account/request-open-id-token.js";
import { deleteRoomTag } from "./account-data/delete-room-tag.js";
import { getAccountData } from "./account-data/get-account-data.js";
import { getAccountDataPerRoom } from "./account-data/get-account-data-per-room.js";
import { getRoomTags } from "./account-data/get-room-tags.js";
import { setAccountData } from "./account-data/set-account-data.js";
import { setAccountDataPerRoom } from "./account-data/set-account-data-per-room.js";
import { setRoomTag } from "./account-data/set-room-tag.js";
import { deleteRoomAlias } from "./aliases/delete-room-alias.js";
import { getLocalAliases } from "./aliases/get-local-aliases.js";
import { getRoomIdByAlias } from "./aliases/get-room-id-by-alias.js";
import { setRoomAlias } from "./aliases/set-room-alias.js";
import type { Auth } from "./auth.js";
import type { Context } from "./context.js";
import { deleteDevice } from "./devices/delete-device.js";
import { deleteDevices } from "./devices/delete-devices.js";
import { getDevice } from "./devices/get-device.js";
import { getDevices } from "./devices/get-devices.js";
import { sendToDevice } from "./devices/send-to-device.js";
import { updateDevice } from "./devices/update-device.js";
import { getPublicRooms } from "./directory/get-public-rooms.js";
import { getRoomVisibilityOnDirectory } from "./directory/get-room-visibility-on-directory.js";
import { queryPublicRooms } from "./directory/query-public-rooms.js";
import { setRoomVisibilityOnDirectory } from "./directory/set-room-visibility-on-directory.js";
import { postReceipt } from "./ephemeral/post-receipt.js";
import { setReadMarker } from "./ephemeral/set-read-marker.js";
import { setTyping } from "./ephemeral/set-typing.js";
import { getEventByTimestamp } from "./events/get-event-by-timestamp.js";
import { getOneRoomEvent } from "./events/get-one-room-event.js";
import { getRoomState } from "./events/get-room-state.js";
import { getRoomStateWithKey } from "./events/get-room-state-with-key.js";
import { getEventContext } from "./history/get-event-context.js";
import { getRelatingEvents } from "./history/get-relating-events.js";
import { getRelatingEventsWithRelType } from "./history/get-relating-events-with-rel-type.js";
import { getRelatingEventsWithRelTypeAndEventType } from "./history/get-relating-events-with-rel-type-and-event-type.js";
import { getRoomEvents } from "./history/get-room-events.js";
import { getThreadRoots } from "./history/get-thread-roots.js";
import { search } from "./history/search.js";
import { deleteRoomKeyBySessionId } from "./key-backup/delete-room-key-by-session-id.js";
import { deleteRoomKeys } from "./key-backup/delete-room-keys.js";
import { deleteRoomKeysByRoomId } from "./key-backup/delete-room-keys-by-room-id.js";
import { deleteRoomKeysVersion } from "./key-backup/delete-room-keys-version.js";
import { getRoomKeyBySessionId } from "./key-backup/get-room-key-by-session-id.js";
import { getRoomKeys } from "./key-backup/get-room-keys.js";
import { getRoomKeysByRoomId } from "./key-backup/get-room-keys-by-room-id.js";
import { getRoomKeysVersion } from "./key-backup/get-room-keys-version.js";
import { getRoomKeysVersionCurrent } from "./key-backup/get-room-keys-version-current.js";
import { postRoomKeysVersion } from "./key-backup/post-room-keys-version.js";
import { putRoomKeyBySessionId } from "./key-backup/put-room-key-by-session-id.js";
import { putRoomKeys } from "./key-backup/put-room-keys.js";
import { putRoomKeysByRoomId } from "./key-backup/put-room-keys-by-room-id.js";
import { putRoomKeysVersion } from "./key-backup/put-room-keys-version.js";
import { claimKeys } from "./keys/claim-keys.js";
import { getKeysChanges } from "./keys/get-keys-changes.js";
import { queryKeys } from "./keys/query-keys.js";
import { uploadCrossSigningKeys } from "./keys/upload-cross-signing-keys.js";
import { uploadCrossSigningSignatures } from "./keys/upload-cross-signing-signatures.js";
import { uploadKeys } from "./keys/upload-keys.js";
import { lenientRoutes } from "./lenient-routes.js";
import { ban } from "./members/ban.js";
import { forgetRoom } from "./members/forget-room.js";
import { getJoinedMembersByRoom } from "./members/get-joined-members-by-room.js";
import { getJoinedRooms } from "./members/get-joined-rooms.js";
import { getMembersByRoom } from "./members/get-members-by-room.js";
import { getMutualRooms } from "./members/get-mutual-rooms.js";
import { inviteUser } from "./members/invite-user.js";
import { joinRoom } from "./members/join-room.js";
import { joinRoomById } from "./members/join-room-by-id.js";
import { kick } from "./members/kick.js";
import { knockRoom } from "./members/knock-room.js";
import { leaveRoom } from "./members/leave-room.js";
import { unban } from "./members/unban.js";
import { deleteProfileField } from "./profiles/delete-profile-field.js";
import { getProfileField } from "./profiles/get-profile-field.js";
import { getUserProfile } from "./profiles/get-user-profile.js";
import { searchUserDirectory } from "./profiles/search-user-directory.js";
import { setProfileField } from "./profiles/set-profile-field.js";
import { deletePushRule } from "./push/delete-push-rule.js";
import { getNotifications } from "./push/get-notifications.js";
import { getPushRule } from "./push/get-push-rule.js";
import { getPushRuleActions } from "./push/get-push-rule-actions.js";
import { getPushRules } from "./push/get-push-rules.js";
import { getPushRulesGlobal } from "./push/get-push-rules-global.js";
import { isPushRuleEnabled } from "./push/is-push-rule-enabled.js";
import { setPushRule } from "./push/set-push-rule.js";
import { setPushRuleActions } from "./push/set-push-rule-actions.js";
import { setPushRuleEnabled } from "./push/set-push-rule-enabled.js";
import { reportEvent } from "./reports/report-event.js";
import { reportRoom } from "./reports/report-room.js";
import { reportUser } from "./reports/report-user.js";
import { createRoom } from "./rooms/create-room.js";
import { getRoomSummary } from "./rooms/get-room-summary.js";
import { getSpaceHierarchy } from "./rooms/get-space-hierarchy.js";
import { upgradeRoom } from "./rooms/upgrade-room.js";
import { redactEvent } from "./sending/redact-event.js";
import { sendMessage } from "./sending/send-message.js";
import { setRoomStateWithKey } from "./sending/set-room-state-with-key.js";
import { getCapabilities } from "./server-info/get-capabilities.js";
import { getVersions } from "./server-info/get-versions.js";
import { getWellknown } from "./server-info/get-wellknown.js";
import { getWellknownSupport } from "./server-info/get-wellknown-support.js";
import { getLoginFlows } from "./sessions/get-login-flows.js";
import { login } from "./sessions/login.js";
import { logout } from "./sessions/logout.js";
import { logoutAll } from "./sessions/logout-all.js";
import { refresh } from "./sessions/refresh.js";
import { defineFilter } from "./sync/define-filter.js";
import { getFilter } from "./sync/get-filter.js";
import { sync } from "./sync/sync.js";
import { add3PID } from "./third-party/add3-pid.js";
import { bind3PID } from "./third-party/bind3-pid.js";
import { delete3pidFromAccount } from "./third-party/delete3pid-from-account.js";
import { getAccount3PIDs } from "./third-party/get-account3-pi-ds.js";
import { getProtocolMetadata } from "./third-party/get-protocol-metadata.js";
import { getProtocols } from "./third-party/get-protocols.js";
import { inviteBy3PID } from "./third-party/invite-by3-pid.js";
import { post3PIDs } from "./third-party/post3-pi-ds.js";
import { queryLocationByAlias } from "./third-party/query-location-by-alias.js";
import { queryLocationByProtocol } from "./third-party/query-location-by-protocol.js";
import { queryUserByID } from "./third-party/query-user-by-id.js";
import { queryUserByProtocol } from "./third-party/query-user-by-protocol.js";
import { requestTokenToRegisterEmail } from "./third-party/request-token-to-register-email.js";
import { requestTokenToRegisterMSISDN } from "./third-party/request-token-to-register-msisdn.js";
import { requestTokenToResetPasswordEmail } from "./third-party/request-token-to-reset-password-email.js";
import { requestTokenToResetPasswordMSISDN } from "./third-party/request-token-to-reset-password-msisdn.js";
import { requestTokenTo3PIDEmail } from "./third-party/request-token-to3-pid-email.js";
import { requestTokenTo3PIDMSISDN } from "./third-party/request-token-to3-pidmsisdn.js";
import { unbind3pidFromAccount } from "./third-party/unbind3pid-from-account.js";

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
