import { type ServerServerHandlers, unimplemented } from "@knockgen/matrix/routes/server-server";
import { API } from "@knockgen/matrix/runtime/route";
import type { Auth } from "./auth.js";
import { backfillRoom } from "./backfill-room.js";
import { bulkPerspectivesKeyQuery } from "./bulk-perspectives-key-query.js";
import { claimUserEncryptionKeys } from "./claim-user-encryption-keys.js";
import type { Context } from "./context.js";
import { exchangeOpenIdToken } from "./exchange-open-id-token.js";
import { getEvent } from "./get-event.js";
import { getEventAuth } from "./get-event-auth.js";
import { getEventByTimestamp } from "./get-event-by-timestamp.js";
import { getMissingPreviousEvents } from "./get-missing-previous-events.js";
import { getPublicRooms } from "./get-public-rooms.js";
import { getRoomState } from "./get-room-state.js";
import { getRoomStateIds } from "./get-room-state-ids.js";
import { getServerKey } from "./get-server-key.js";
import { getSpaceHierarchy } from "./get-space-hierarchy.js";
import { getUserDevices } from "./get-user-devices.js";
import { getVersion } from "./get-version.js";
import { getWellKnown } from "./get-well-known.js";
import { lenientRoutes } from "./lenient-routes.js";
import { makeJoin } from "./make-join.js";
import { makeKnock } from "./make-knock.js";
import { makeLeave } from "./make-leave.js";
import { perspectivesKeyQuery } from "./perspectives-key-query.js";
import { queryProfile } from "./query-profile.js";
import { queryPublicRooms } from "./query-public-rooms.js";
import { queryRoomDirectory } from "./query-room-directory.js";
import { queryUserEncryptionKeys } from "./query-user-encryption-keys.js";
import { sendInviteV1 } from "./send-invite-v1.js";
import { sendInviteV2 } from "./send-invite-v2.js";
import { sendJoinV2 } from "./send-join-v2.js";
import { sendKnock } from "./send-knock.js";
import { sendLeaveV2 } from "./send-leave-v2.js";
import { sendTransaction } from "./send-transaction.js";

/**
 * The handlers of the server-server API; what has none answers like an unknown endpoint.
 *
 * @knockgen api server-server 05cd817f-243c560b
 */
export function serverServerHandlers(context: Context): ServerServerHandlers<Auth> {
  return {
    ...unimplemented,
    exchangeOpenIdToken: exchangeOpenIdToken(context),
    getUserDevices: getUserDevices(context),
    queryUserEncryptionKeys: queryUserEncryptionKeys(context),
    claimUserEncryptionKeys: claimUserEncryptionKeys(context),
    getEventByTimestamp: getEventByTimestamp(context),
    [API]: { name: "server-server", routes: lenientRoutes },
    backfillRoom: backfillRoom(context),
    bulkPerspectivesKeyQuery: bulkPerspectivesKeyQuery(context),
    getEvent: getEvent(context),
    getEventAuth: getEventAuth(context),
    getMissingPreviousEvents: getMissingPreviousEvents(context),
    getPublicRooms: getPublicRooms(context),
    getRoomState: getRoomState(context),
    getRoomStateIds: getRoomStateIds(context),
    getServerKey: getServerKey(context),
    getSpaceHierarchy: getSpaceHierarchy(context),
    getVersion: getVersion(context),
    getWellKnown: getWellKnown(context),
    makeJoin: makeJoin(context),
    makeKnock: makeKnock(context),
    makeLeave: makeLeave(context),
    perspectivesKeyQuery: perspectivesKeyQuery(context),
    queryProfile: queryProfile(context),
    queryPublicRooms: queryPublicRooms(context),
    queryRoomDirectory: queryRoomDirectory(context),
    sendInviteV1: sendInviteV1(context),
    sendInviteV2: sendInviteV2(context),
    sendJoinV2: sendJoinV2(context),
    sendKnock: sendKnock(context),
    sendLeaveV2: sendLeaveV2(context),
    sendTransaction: sendTransaction(context),
  };
}
