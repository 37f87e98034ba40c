import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import type { Candidate } from "../../store/accounts/user-directory.js";
import { userId as asUserId } from "../../values/ids.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";

const DEFAULT_LIMIT = 10;
const MAX_LIMIT = 50;
/** Users who are compared with the search. */
const MAX_CANDIDATES = 500;
const MAX_TERM = 255;
/** Rooms whose members anybody may find. */
const MAX_OPEN = 10_000;
/** A change of a room's settings is noticed after this time at the latest. */
const REMEMBER_MS = 3_000;

type Handler = ClientServerHandlers<Auth>["searchUserDirectory"];

/**
 * `POST /_matrix/client/v3/user_directory/search`: Search for users
 *
 * Takes `body` and `auth`; answers `200` or `429`.
 *
 * @knockgen handler client-server/searchUserDirectory 85e4b9de-b2dd85f3
 */
export const searchUserDirectory = (context: Pick<Context, "now" | "serverName" | "store">): Handler => {
  const { now, serverName, store } = context;
  let known: { readonly rooms: Promise<readonly string[]>; readonly until: number } | undefined;
  const openRooms = (): Promise<readonly string[]> => {
    if (known === undefined || known.until <= now()) {
      const rooms = store.openRooms(serverName, MAX_OPEN);
      known = { rooms, until: now() + REMEMBER_MS };
      rooms.catch(() => {
        known = undefined;
      });
    }
    return known.rooms;
  };
  return async ({ body, auth }) => {
    const limit = Math.min(MAX_LIMIT, Math.max(1, body.limit ?? DEFAULT_LIMIT));
    const words = body.search_term.slice(0, MAX_TERM).toLowerCase().split(/\s+/).filter(Boolean);
    const [part] = words;
    if (part === undefined) return { status: 200, body: { results: [], limited: false } };
    const open = await openRooms();
    const memberships = await store.membershipsOf(auth.userId);
    const shared = memberships.flatMap(({ membership, roomId }) => (membership === "join" ? [roomId] : []));
    const rooms = [...new Set([...open, ...shared])];
    const wanted = { part, serverName, rooms, open, limit: MAX_CANDIDATES };
    const candidates = [...(await store.localCandidates(wanted)), ...(await store.remoteCandidates(wanted))];
    const found = candidates
      .filter(({ userId }) => userId !== auth.userId)
      .flatMap((user) => fitOf(user, words) ?? [])
      .sort((a, b) => b.fit - a.fit || (a.user.userId < b.user.userId ? -1 : 1));
    return {
      status: 200,
      body: { results: found.slice(0, limit).map(({ user }) => shown(user)), limited: found.length > limit },
    };
  };
};

/** How well a user fits: each word begins their ID, with or without its sigil, or a word of their name. Undefined for others. */
function fitOf(user: Candidate, words: readonly string[]): { user: Candidate; fit: number } | undefined {
  const id = user.userId.toLowerCase();
  const names = (user.displayName ?? "").toLowerCase().split(/\s+/);
  let fit = 0;
  for (const word of words) {
    const isId = id.startsWith(word) || id.startsWith(`@${word}`);
    const isName = names.some((name) => name.startsWith(word));
    if (!isId && !isName) return undefined;
    const isWhole = names.includes(word) || id.startsWith(`@${word}:`) || id === word;
    fit += (isWhole ? 2 : 0) + (isName ? 1 : 0);
  }
  return { user, fit };
}

function shown({ userId, displayName, avatarUrl }: Candidate) {
  return {
    user_id: asUserId(userId),
    ...(displayName !== undefined && { display_name: displayName }),
    ...(avatarUrl !== undefined && { avatar_url: avatarUrl }),
  };
}
