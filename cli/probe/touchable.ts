/** Operations that a probe leaves alone unless they are named: they end sessions, send mail, or reach other people. */
import type { OperationDef } from "#generator/model/model.js";

const UNTOUCHED =
  /^(?:deactivateAccount|changePassword|logout|logout_all|deleteDevices?|refresh|register|login|generateLoginToken|requestToken\w*|requestOpenIdToken|report\w+|inviteBy3PID|(?:add|bind|delete|unbind|post)3\w+|unbind3pidFromAccount|delete3pidFromAccount|\w*Admin\w*|getWhoIs|pingAppservice|updateAppservice\w*|redirectTo\w+|getUrlPreview\w*|getContent\w*|uploadContent\w*|createContent|peekEvents|getEvents|postPusher|searchUserDirectory|getPublicRooms|queryPublicRooms|setRoomVisibilityOnDirectory)$/;

export function isTouchable({ operationId, requestBody, deprecated }: OperationDef): boolean {
  const isJson = requestBody === undefined || requestBody.contents.some(({ json }) => json);
  return isJson && !deprecated && !UNTOUCHED.test(operationId);
}

/** Operations that change nothing but what they make themselves. */
const HARMLESS = /^(?:createRoom|defineFilter|search|queryKeys|setRoomAlias|setAccountData)$/;

/** Whether it changes what an account has besides rooms: its profile, devices, keys, rules. */
export function changesAccount({ operationId, method, path }: OperationDef): boolean {
  const isOfRoom = path.includes("{roomId") && !path.includes("/room_keys/");
  return method !== "GET" && !isOfRoom && !HARMLESS.test(operationId);
}
