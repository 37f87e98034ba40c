/** `/sync`: everything, or what is new since a token, waiting for it if there is nothing yet. */

import type { SyncResponse200 } from "@knockgen/matrix/client-server";
import { stillGood } from "../client-auth.js";
import type { ClientAuth, ServerContext } from "../context.js";
import { unknownToken } from "../errors.js";
import type { ReadFilter } from "./filter.js";
import { knownPosition } from "./known-token.js";
import { nameStateAfter } from "./rooms.js";
import { joinedRooms, type StreamContext, type SyncAnswer, type SyncView } from "./stream.js";
import { STREAMS } from "./streams.js";
import { deliveredOf, tokenOf } from "./token.js";

/** Parameters of a sync. */
export interface SyncRequest {
  readonly auth: ClientAuth;
  readonly since: string | undefined;
  readonly fullState: boolean;
  /** State is wanted as it is at the end of timelines (C93). */
  readonly stateAfter: boolean;
  readonly timeoutMs: number;
  readonly filter: ReadFilter;
  readonly signal: AbortSignal;
}

/** Positions of a store begin at 1. */
const BEFORE_ALL = 0;
const MAX_WAIT_MS = 120_000;
/** Another process may have ended the token; that is noticed after this time at the latest. */
const MAX_UNCHECKED_MS = 15_000;

/** Answers at once with news, or waits for them. */
export async function sync(
  context: StreamContext & Pick<ServerContext, "notifier" | "work">,
  request: SyncRequest,
): Promise<SyncResponse200> {
  const { auth, filter, fullState, stateAfter, signal } = request;
  // Without a token, and with one that is not known, all is sent.
  const since = request.since === undefined ? undefined : await knownPosition(context, request.since);
  const delivered =
    since === undefined || request.since === undefined ? BEFORE_ALL : deliveredOf(request.since);
  const isWhole = since === undefined || fullState;
  const deadline = context.now() + Math.min(request.timeoutMs, MAX_WAIT_MS);
  for (;;) {
    const upTo = context.notifier.position;
    const memberships = await context.store.membershipsOf(auth.userId);
    const after = isWhole ? BEFORE_ALL : since;
    const { answer, hasNews } = await newsOf(context, {
      auth,
      filter,
      fullState,
      stateAfter,
      memberships,
      since,
      after,
      upTo,
      delivered,
    });
    const left = deadline - context.now();
    const over = left <= 0 || signal.aborted || context.work.closing.aborted;
    // O29: a user who has logged out meanwhile gets no news, least of all that a device of theirs is gone.
    const device = await context.store.deviceByToken(auth.tokenHash);
    if (device === undefined) throw unknownToken();
    const { ends = Number.POSITIVE_INFINITY } = stillGood(device, context.now());
    if (hasNews || isWhole || over) return answer;
    const wait = Math.min(left, MAX_UNCHECKED_MS, ends - context.now());
    // Commits wake it that touch the user, or a room that they are in.
    await context.notifier.wait(upTo, auth.userId, joinedRooms({ memberships }), wait, signal);
  }
}

/** The news of all streams, and whether any of them ends a waiting sync. */
async function newsOf(
  context: StreamContext,
  view: SyncView,
): Promise<{ readonly answer: SyncAnswer; readonly hasNews: boolean }> {
  const { upTo, since = BEFORE_ALL } = view;
  // Streams that are not through with their news put another token there.
  const next_batch = tokenOf(Math.max(upTo, since));
  const answer: SyncAnswer = { next_batch, rooms: { join: {}, invite: {}, knock: {}, leave: {} } };
  let hasNews = false;
  for (const stream of STREAMS) hasNews = (await stream.add(context, answer, view)) || hasNews;
  if (view.stateAfter) nameStateAfter(answer.rooms);
  return { answer, hasNews };
}
