import { redact } from "@knockgen/auth";
import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { mapInTurns } from "../../bounds/turns.js";
import type { StoredEvent } from "../../store/store.js";
import { isIgnored } from "../../sync/filter/ignored.js";
import { knownPagePosition } from "../../sync/known-token.js";
import { visibleTo } from "../../sync/timeline/visibility.js";
import { tokenOf } from "../../sync/token.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { showInFull } from "../events/shown-event.js";
import { viewOf } from "../events/view.js";
import { pageSize, requireAtLeast } from "./page.js";

type Handler = ClientServerHandlers<Auth>["getThreadRoots"];

/**
 * `GET /_matrix/client/v1/rooms/{roomId}/threads`: List the threads of a room
 *
 * Takes `path`, `query` and `auth`; answers `200`, `400`, `403` or `429`.
 *
 * @since Matrix 1.4
 *
 * @knockgen handler client-server/getThreadRoots 61db157a-12f6827a
 */
export const getThreadRoots =
  (context: Pick<Context, "notifier" | "now" | "serverName" | "store" | "writer">): Handler =>
  async ({ path, query, auth }) => {
    requireAtLeast(1, "limit", query.limit);
    const view = await viewOf(context, path.roomId, auth);
    const { threads, more } = await context.store.threads(
      { roomId: path.roomId, userId: auth.userId, upTo: view.upTo, ignored: [...view.ignored] },
      {
        from: (await knownPagePosition(context, query.from)) ?? view.upTo,
        participated: query.include === "participated",
        limit: pageSize(query.limit),
      },
    );
    const roots = await context.store.events(threads.map(({ root }) => root));
    const oldestFirst = roots
      .filter(({ status }) => status === "accepted")
      .sort((a, b) => a.position - b.position);
    const memberships = await visibleTo(context, view.room, view.membership, oldestFirst);
    const events = threads.flatMap(({ root }) => oldestFirst.find(({ eventId }) => eventId === root) ?? []);
    const hide = (event: StoredEvent): StoredEvent =>
      isIgnored(view.ignored, event) ? { ...event, json: redact(event.json, view.room.version) } : event;
    const seen = events.filter(({ eventId }) => memberships.has(eventId)).map(hide);
    const last = more ? threads.at(-1) : undefined;
    const show = await showInFull(context, { view, auth }, seen, memberships);
    return {
      status: 200,
      body: {
        chunk: await mapInTurns(seen, show),
        ...(last && { next_batch: tokenOf(last.latest - 1) }),
      },
    };
  };
