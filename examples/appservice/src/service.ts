/** A service that enters rooms with whichever of its users is invited, and repeats what follows `!echo`. */
import {
  type ApplicationService,
  createApplicationService,
  type Homeserver,
  type Registration,
  type TransactionLog,
} from "@knockgen/appservice";
import { isEventOf, isStateOf } from "@knockgen/matrix/narrow";

export function echoService(
  registration: Registration,
  homeserver: Homeserver,
  transactions: TransactionLog,
): ApplicationService {
  const service = createApplicationService({
    registration,
    homeserver,
    transactions,
    async onEvent(event) {
      const { room_id: roomId } = event;
      if (isStateOf(event, "m.room.member") && event.content.membership === "invite") {
        const invited = event.state_key ?? "";
        const isOurs = invited === service.userId || service.namespaces.users.has(invited);
        if (isOurs) await service.client(invited).joinRoomById({ path: { roomId }, body: {} });
      }
      if (event.sender === service.userId || !isEventOf(event, "m.room.message")) return;
      const [, said] = /^!echo (.+)/.exec(event.content.body) ?? [];
      if (said === undefined) return;
      // The same transaction for the same event: what is sent again is not said twice.
      const path = { roomId, eventType: "m.room.message", txnId: `echo-${event.event_id}` } as const;
      await service.client().sendMessage({ path, body: { msgtype: "m.notice", body: said } });
    },
    // A user of the namespace is made when someone asks for them.
    async hasUser(userId) {
      await service.register(userId.slice(1, userId.indexOf(":")));
      return true;
    },
  });
  return service;
}
