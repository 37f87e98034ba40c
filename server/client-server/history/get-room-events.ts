import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { mapInTurns } from "../../bounds/turns.js";
import { invalidParam, missingParam } from "../../errors.js";
import { Backfill } from "../../history/backfill.js";
import { eventFilterOf } from "../../sync/filter/event-filter.js";
import { withoutIgnored } from "../../sync/filter/ignored.js";
import { withoutIdleRedactions } from "../../sync/timeline/effective-redactions.js";
import { membersAt } from "../../sync/timeline/lazy-members.js";
import { membershipsAt } from "../../sync/timeline/memberships.js";
import { tokenOf } from "../../sync/token.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { detailsOf, showTo } from "../events/shown-event.js";
import { viewOf } from "../events/view.js";
import { readPage } from "./messages.js";
import { pagePart, pageSize } from "./page.js";

type Handler = ClientServerHandlers<Auth>["getRoomEvents"];

/**
 * `GET /_matrix/client/v3/rooms/{roomId}/messages`: Read a room's history
 *
 * Takes `path`, `query` and `auth`; answers `200` or `403`.
 *
 * @knockgen handler client-server/getRoomEvents 89a13590-a3353d0f
 */
export const getRoomEvents = (context: Context): Handler => {
  const backfill = new Backfill(context);
  return async ({ path, query, auth }) => {
    const view = await viewOf(context, path.roomId, auth);
    const filter = withoutIgnored(eventFilterOf(query.filter), view.ignored);
    const back = directionOf(query.dir) === "b";
    const { room, membership } = view;
    const part = await pagePart(context, query, back, view.upTo);
    const limit = pageSize(query.limit ?? filter.limit);
    const {
      events: page,
      end,
      memberships,
    } = await readPage(context, backfill, {
      filter,
      room,
      membership,
      back,
      ...part,
      limit,
    });
    const events = await withoutIdleRedactions(context, room, page);
    const details = await detailsOf(context, view, events, memberships);
    const shown = showTo(context, view, auth, details);
    // In the state at the end that a client comes from, or goes to, all of them are known.
    const newest = back ? events[0] : events.at(-1);
    const senders = filter.lazyMembers ? await membersAt(context, newest, events) : undefined;
    const stateDetails = { ...details, memberships: await membershipsAt(context, membership, senders ?? []) };
    return {
      status: 200,
      body: {
        start: query.from || tokenOf(back ? part.upTo : part.after),
        chunk: await mapInTurns(events, shown),
        ...(senders && { state: await mapInTurns(senders, showTo(context, view, auth, stateDetails)) }),
        ...(end === undefined ? {} : { end: tokenOf(end) }),
      },
    };
  };
};

/** Looked at after the room, so that those who are not let in are told that. */
function directionOf(dir: unknown): "b" | "f" {
  if (dir === "b" || dir === "f") return dir;
  throw dir === undefined ? missingParam("dir is missing") : invalidParam("dir is b or f");
}
