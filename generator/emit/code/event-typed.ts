/** Operations whose body or answer has its form from an event type in their path: `PUT …/send/{eventType}/{txnId}`. */
import type { EventKind } from "../../event-kinds.js";
import type { Model, OperationDef } from "../../model/model.js";

/** How the type of an event decides over an operation. */
export interface EventTyped {
  /** The path parameter that holds the type. */
  readonly parameter: string;
  readonly kind: EventKind;
  /** Where the content is: the body, each device's part of `messages` in it, or the answer. */
  readonly place: "body" | "messages" | "answer";
  /** A query parameter that asks for something else than the content, unless it has this value. */
  readonly unless?: { readonly name: string; readonly value: string };
}

const EVENT_TYPED: { readonly [operationId: string]: EventTyped } = {
  sendMessage: { parameter: "eventType", kind: "message", place: "body" },
  setRoomStateWithKey: { parameter: "eventType", kind: "state", place: "body" },
  getRoomStateWithKey: {
    parameter: "eventType",
    kind: "state",
    place: "answer",
    unless: { name: "format", value: "content" },
  },
  setAccountData: { parameter: "type", kind: "globalAccountData", place: "body" },
  getAccountData: { parameter: "type", kind: "globalAccountData", place: "answer" },
  setAccountDataPerRoom: { parameter: "type", kind: "roomAccountData", place: "body" },
  getAccountDataPerRoom: { parameter: "type", kind: "roomAccountData", place: "answer" },
  sendToDevice: { parameter: "eventType", kind: "toDevice", place: "messages" },
};

/** Undefined for all other operations, and where the documents describe no such events. */
export function eventTypedOf(
  { operationId, parameters }: OperationDef,
  { events }: Pick<Model, "events">,
): EventTyped | undefined {
  const found = Object.hasOwn(EVENT_TYPED, operationId) ? EVENT_TYPED[operationId] : undefined;
  if (found === undefined || !events.some(({ kinds }) => kinds.includes(found.kind))) return undefined;
  if (!parameters.some(({ name, in: place }) => place === "path" && name === found.parameter))
    return undefined;
  const { unless, ...always } = found;
  return unless !== undefined && parameters.some(({ name }) => name === unless.name) ? found : always;
}
