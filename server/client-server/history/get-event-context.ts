import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { mapInTurns } from "../../bounds/turns.js";
import { noSuchEvent } from "../../errors.js";
import { eventFilterOf } from "../../sync/filter/event-filter.js";
import { withoutIgnored } from "../../sync/filter/ignored.js";
import { tokenOf } from "../../sync/token.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { detailsOf, seenEvent, shownState, showTo } from "../events/shown-event.js";
import { openView } from "../events/view.js";
import { eventContext } from "./event-context.js";
import { pageSize } from "./page.js";

type Handler = ClientServerHandlers<Auth>["getEventContext"];

/**
 * `GET /_matrix/client/v3/rooms/{roomId}/context/{eventId}`: Read the events around an event
 *
 * Takes `path`, `query` and `auth`; answers `200`.
 *
 * @knockgen handler client-server/getEventContext 23cee590-b475457a
 */
export const getEventContext =
  (context: Pick<Context, "notifier" | "now" | "serverName" | "store" | "writer">): Handler =>
  async ({ path, query, auth }) => {
    const view = await openView(context, path.roomId, auth);
    const filter = withoutIgnored(eventFilterOf(query.filter), view.ignored);
    const seen = await seenEvent(context, view, path.eventId);
    const { event } = seen;
    // It is not between others yet.
    if (event.status === "outlier") throw noSuchEvent();
    const limit = pageSize(query.limit ?? filter.limit, 0);
    const around = await eventContext(context, view, event, { limit, filter });
    const { before, after, state } = around;
    const memberships = new Map([...seen.memberships, ...around.memberships]);
    const details = await detailsOf(context, view, [event, ...before, ...after], memberships);
    const shown = showTo(context, view, auth, details);
    const wish = { ids: state, wants: filter.wants, withMemberships: true };
    return {
      status: 200,
      body: {
        start: tokenOf((before.at(-1) ?? event).position - 1),
        end: tokenOf((after.at(-1) ?? event).position),
        event: shown(event),
        events_before: await mapInTurns(before, shown),
        events_after: await mapInTurns(after, shown),
        state: shownState(context, { view, auth }, wish),
      },
    };
  };
