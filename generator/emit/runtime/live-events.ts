/** Events by their room and type, without the envelope of a request. */
import type { CallOptions } from "./client-options.js";
import { memberOf } from "./member.js";
import { callMethod, type Methods } from "./methods.js";
import { unwrap } from "./unwrap.js";

export interface SendOptions extends CallOptions {
  /** A repeat with the same ID is the same event; a new one when missing. */
  readonly txnId?: string | undefined;
}

export interface StateOptions extends CallOptions {
  /** Empty when missing. */
  readonly stateKey?: string | undefined;
}

let sent = 0;

/** Unlike any other of this device: of this moment, this program, and chance. */
function newTransactionId(): string {
  return `${Date.now().toString(36)}.${(sent++).toString(36)}.${Math.random().toString(36).slice(2, 10)}`;
}

/** The declarations of the client say their types. */
export function eventMethods({
  sendMessage,
  setRoomStateWithKey,
  getRoomStateWithKey,
  sendToDevice,
}: Methods): object {
  return {
    sendEvent: async (roomId: string, eventType: string, body: unknown, options: SendOptions = {}) => {
      const { txnId = newTransactionId(), ...rest } = options;
      const request = { path: { roomId, eventType, txnId }, body };
      return memberOf(unwrap(await callMethod(sendMessage, request, rest)), "event_id");
    },
    setState: async (roomId: string, eventType: string, body: unknown, options: StateOptions = {}) => {
      const { stateKey = "", ...rest } = options;
      const request = { path: { roomId, eventType, stateKey }, body };
      return memberOf(unwrap(await callMethod(setRoomStateWithKey, request, rest)), "event_id");
    },
    getState: async (roomId: string, eventType: string, options: StateOptions = {}) => {
      const { stateKey = "", ...rest } = options;
      return unwrap(await callMethod(getRoomStateWithKey, { path: { roomId, eventType, stateKey } }, rest));
    },
    sendToDevices: async (eventType: string, messages: unknown, options: SendOptions = {}) => {
      const { txnId = newTransactionId(), ...rest } = options;
      unwrap(await callMethod(sendToDevice, { path: { eventType, txnId }, body: { messages } }, rest));
    },
  };
}
