import type { ClientEventWithoutRoomId, GetNotificationsResponse200 } from "@knockgen/matrix/client-server";
import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { NOTICES_KEPT_MS } from "../../store/unread/notices.js";
import type { NotifiedEvent } from "../../store/unread/notified.js";
import { ignoredBy } from "../../sync/filter/ignored.js";
import { withoutIdleRedactions } from "../../sync/timeline/effective-redactions.js";
import { visibleTo } from "../../sync/timeline/visibility.js";
import { positionOf, tokenOf } from "../../sync/token.js";
import { roomId } from "../../values/ids.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { showInFull } from "../events/shown-event.js";
import { viewIfOpen } from "../events/view.js";
import { pageSize } from "../history/page.js";

type Handler = ClientServerHandlers<Auth>["getNotifications"];
type Parts = Pick<Context, "notifier" | "now" | "serverName" | "store" | "writer">;
type Notification = GetNotificationsResponse200["notifications"][number];

/**
 * `GET /_matrix/client/v3/notifications`: List notifications
 *
 * Takes `query` and `auth`; answers `200`.
 *
 * Of the actions it gives `notify` and the tweak `highlight`, which are all that is kept of the rule that matched: sounds and
 * tweaks of other names are left out, and so is `profile_tag`, since this server has no pushers.
 *
 * @knockgen handler client-server/getNotifications c9cae469-42230e08
 */
export const getNotifications =
  (context: Parts): Handler =>
  async ({ query, auth }) => {
    const limit = pageSize(query.limit);
    const { notified: page, more } = await context.store.notified({
      userId: auth.userId,
      level: query.only === "highlight" ? 2 : 1,
      upTo: query.from === undefined ? context.notifier.position : positionOf(query.from),
      since: context.now() - NOTICES_KEPT_MS,
      ignored: [...(await ignoredBy(context, auth.userId))],
      limit,
    });
    const last = more ? page.at(-1) : undefined;
    const shown = await shownEvents(context, auth, page);
    return {
      status: 200,
      body: {
        notifications: page.flatMap((each) => {
          const event = shown.get(each.event.eventId);
          return event === undefined ? [] : [notificationOf(each, event)];
        }),
        ...(last && { next_token: tokenOf(last.event.position - 1) }),
      },
    };
  };

function notificationOf(
  { event: { roomId: room }, level, ts, isRead }: NotifiedEvent,
  event: ClientEventWithoutRoomId,
): Notification {
  return {
    room_id: roomId(room),
    event,
    actions: level === 2 ? ["notify", { set_tweak: "highlight" }] : ["notify"],
    read: isRead,
    ts,
  };
}

/** Those of a page that the user may see, by ID. */
async function shownEvents(
  context: Parts,
  auth: Auth,
  page: readonly NotifiedEvent[],
): Promise<ReadonlyMap<string, ClientEventWithoutRoomId>> {
  const shown = new Map<string, ClientEventWithoutRoomId>();
  for (const id of new Set(page.map(({ event }) => event.roomId))) {
    const view = await viewIfOpen(context, id, auth);
    if (view === undefined) continue;
    const here = page.flatMap(({ event }) => (event.roomId === id ? [event] : [])).reverse();
    const memberships = await visibleTo(context, view.room, view.membership, here);
    const visible = here.filter(({ eventId }) => memberships.has(eventId));
    const events = await withoutIdleRedactions(context, view.room, visible);
    const show = await showInFull(context, { view, auth }, events, memberships);
    for (const event of events) {
      const { room_id: _, ...alone } = show(event);
      shown.set(event.eventId, alone);
    }
  }
  return shown;
}
