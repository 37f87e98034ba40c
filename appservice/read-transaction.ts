/** Events of a transaction. One that is not an event is left out and told of: refused, the whole would be sent again for ever. */
import type { ClientEvent } from "@knockgen/matrix/client-server";
import type { BasicEvent } from "@knockgen/matrix/events";
import { isClientEvent } from "@knockgen/matrix/validators/client-server";
import { isBasicEvent } from "@knockgen/matrix/validators/events";

/** Names of the list of ephemeral events: today's, and the only one of Synapse before 1.156. Others send both. */
const EPHEMERAL = ["ephemeral", "de.sorunome.msc2409.ephemeral"] as const;

/** Handlers of what a homeserver sends. */
export interface EventHandlers {
  /** Each event of the rooms and users of the service, in order. Throwing has the homeserver send it again. */
  readonly onEvent?: ((event: ClientEvent) => void | Promise<void>) | undefined;
  /** Typing notices, receipts and presence, where the registration asks for them. */
  readonly onEphemeral?: ((event: BasicEvent) => void | Promise<void>) | undefined;
  /** Told of each entry that is not an event. The default leaves it out without a word. */
  readonly onMalformed?: ((entry: unknown) => void) | undefined;
}

/** One step for each entry of a transaction's body, or undefined where it has no list of events. */
export function stepsOf(body: unknown, handlers: EventHandlers): (() => void | Promise<void>)[] | undefined {
  const { onEvent, onEphemeral, onMalformed } = handlers;
  const events = listOf(body, "events");
  if (events === undefined) return undefined;
  const ephemeral = EPHEMERAL.map((key) => listOf(body, key)).find((list) => list !== undefined) ?? [];
  return [
    ...events.map((entry) => () => (isClientEvent(entry) ? onEvent?.(entry) : onMalformed?.(entry))),
    ...ephemeral.map((entry) => () => (isBasicEvent(entry) ? onEphemeral?.(entry) : onMalformed?.(entry))),
  ];
}

function listOf(body: unknown, key: string): readonly unknown[] | undefined {
  if (typeof body !== "object" || body === null || !Object.hasOwn(body, key)) return undefined;
  const list: unknown = Reflect.get(body, key);
  return Array.isArray(list) ? list : undefined;
}
