import { type ServerServerHandlers, unimplemented } from "@knockgen/matrix/routes/server-server";
import { API } from "@knockgen/matrix/runtime/route";
import type { Auth } from "./auth.js";
import type { Context } from "./context.js";
import { getPublicRooms } from "./directory/get-public-rooms.js";
import { getSpaceHierarchy } from "./directory/get-space-hierarchy.js";
import { queryPublicRooms } from "./directory/query-public-rooms.js";
import { queryRoomDirectory } from "./directory/query-room-directory.js";
import { backfillRoom } from "./events/backfill-room.js";
import { getEvent } from "./events/get-event.js";
import { getEventAuth } from "./events/get-event-auth.js";
import { getEventByTimestamp } from "./events/get-event-by-timestamp.js";
import { getMissingPreviousEvents } from "./events/get-missing-previous-events.js";
import { getRoomState } from "./events/get-room-state.js";
import { getRoomStateIds } from "./events/get-room-state-ids.js";
import { bulkPerspectivesKeyQuery } from "./keys/bulk-perspectives-key-query.js";
import { getServerKey } from "./keys/get-server-key.js";
import { perspectivesKeyQuery } from "./keys/perspectives-key-query.js";
import { lenientRoutes } from "./lenient-routes.js";
import { makeJoin } from "./members/make-join.js";
import { makeKnock } from "./members/make-knock.js";
import { makeLeave } from "./members/make-leave.js";
import { sendInviteV1 } from "./members/send-invite-v1.js";
import { sendInviteV2 } from "./members/send-invite-v2.js";
import { sendJoinV2 } from "./members/send-join-v2.js";
import { sendKnock } from "./members/send-knock.js";
import { sendLeaveV2 } from "./members/send-leave-v2.js";
import { getVersion } from "./server-info/get-version.js";
import { getWellKnown } from "./server-info/get-well-known.js";
import { sendTransaction } from "./transaction/send-transaction.js";
import { claimUserEncryptionKeys } from "./users/claim-user-encryption-keys.js";
import { exchangeOpenIdToken } from "./users/exchange-open-id-token.js";
import { getUserDevices } from "./users/get-user-devices.js";
import { queryProfile } from "./users/query-profile.js";
import { queryUserEncryptionKeys } from "./users/query-user-encryption-keys.js";

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
