/** `/sync`: everything, or what is new since a token, waiting for it if there is nothing yet. */
import type { SyncResponse200 } from "@knockgen/matrix/client-server";
import { AnswerSpace } from "../answers/answer-space.js";
import { givingWay } from "../answers/answers-at-once.js";
import { stillGood } from "../client-auth.js";
import type { ClientAuth } from "../context.js";
import { unknownToken } from "../errors.js";
import type { Position } from "../store/store.js";
import type { ReadFilter } from "./filter/filter.js";
import { knownPosition } from "./known-token.js";
import { nameStateAfter } from "./streams/rooms.js";
import { joinedRooms, type StreamContext, type SyncAnswer, type SyncView } from "./streams/stream.js";
import { STREAMS } from "./streams/streams.js";
import type { SyncContext } from "./sync-context.js";
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
/** Positions since a token: the news of so few are read in no time. */
const MAX_SHORT = 1_000;
const MAX_WAIT_MS = 120_000;
/** Another process may have ended the token; that is noticed after this time at the latest. */
const MAX_UNCHECKED_MS = 15_000;

const NOTHING = { answer: undefined, hasNews: false, isLarge: false } as const;

/** Answers at once with news, or waits for them. */
export async function sync(context: SyncContext, request: SyncRequest): Promise<SyncResponse200> {
  const begun = context.notifier.position;
  // Without a token, and with one that is not known, all is sent.
  const since = request.since === undefined ? undefined : await knownPosition(context, request.since);
  const deadline = context.now() + Math.min(request.timeoutMs, MAX_WAIT_MS);
  return newsOrAll(context, request, { begun, since, deadline, hasPlace: false });
}

interface Begin {
  /** Where the store was. */
  readonly begun: Position;
  /** The position up to which the client has everything; undefined where it is sent all. */
  readonly since: Position | undefined;
  readonly deadline: number;
  /** It has its place among the large answers. */
  readonly hasPlace: boolean;
}

async function newsOrAll(context: SyncContext, request: SyncRequest, begin: Begin): Promise<SyncResponse200> {
  const { begun, since, deadline, hasPlace } = begin;
  const { auth, filter, fullState, stateAfter, signal } = request;
  const { notifier } = context;
  const delivered =
    since === undefined || request.since === undefined ? BEFORE_ALL : deliveredOf(request.since);
  const isOver = (): boolean => deadline <= context.now() || signal.aborted || context.work.closing.aborted;
  const isWhole = since === undefined || fullState;
  const read = async () => {
    const upTo = notifier.position;
    // Not before the position, lest a change of membership between them be told of to no one.
    const memberships = await context.memberships.of(auth.userId);
    const space = new AnswerSpace();
    const view = {
      auth,
      filter,
      fullState,
      stateAfter,
      memberships,
      since,
      upTo,
      delivered,
      space,
    };
    const parts = { ...context, store: context.reads(upTo) };
    const news = await newsOf(parts, { ...view, after: isWhole ? BEFORE_ALL : since });
    return { upTo, memberships, ...news, isLarge: space.isLarge };
  };
  const inPlace = () =>
    context.answers.make(auth.userId, () => newsOrAll(context, request, { ...begin, hasPlace: true }));
  // Between the token and that, the client has missed nothing.
  let through = since ?? BEFORE_ALL;
  for (;;) {
    const upTo = notifier.position;
    const isNear = !isWhole && upTo - through < MAX_SHORT;
    // All news have positions: a client that has everything only waits.
    const isCurrent = !isWhole && since >= upTo && delivered >= since && !isOver();
    if (!isCurrent && !isNear && !hasPlace) return inPlace();
    const found = isCurrent
      ? { upTo, memberships: await context.memberships.of(auth.userId), ...NOTHING }
      : await (isNear ? context.few.run(read) : read());
    const { answer, hasNews, memberships, isLarge } = found;
    // It is read anew when it is its turn, and not held until then.
    if (isLarge && !hasPlace) return inPlace();
    const over = isOver();
    const ends = await endOf(context, auth, begun);
    if (answer !== undefined && (hasNews || isWhole || over)) return answer;
    if (!hasNews) through = found.upTo;
    // Commits wake it that touch the user, or a room that they are in.
    await givingWay(() =>
      notifier.wait({
        since: found.upTo,
        userId: auth.userId,
        rooms: joinedRooms({ memberships }),
        timeoutMs: Math.min(deadline - context.now(), MAX_UNCHECKED_MS, ends - context.now()),
        signal,
      }),
    );
  }
}

/** O29: a user who has logged out meanwhile gets no news, least of all that a device of theirs is gone. */
async function endOf(
  { now, store, tokens, touches }: SyncContext,
  { userId, tokenHash }: ClientAuth,
  begun: Position,
): Promise<number> {
  const known = touches.user(userId, begun) ? undefined : tokens.recall(tokenHash);
  const device = known ?? (await store.deviceByToken(tokenHash));
  if (device === undefined) throw unknownToken();
  return stillGood(device, now()).ends ?? Number.POSITIVE_INFINITY;
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
