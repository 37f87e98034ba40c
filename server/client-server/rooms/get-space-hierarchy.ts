import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { invalidParam } from "../../errors.js";
import { SpacesElsewhere } from "../../membership/spaces-elsewhere.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { requireAtLeast } from "../history/page.js";
import { walkSpace } from "./walk-space.js";

const DEFAULT_PAGE = 50;
const MAX_PAGE = 50;
const MAX_DEPTH = 100;
/** Later answers are remembered, and shown when the client asks again. */
const PATIENCE_MS = 20_000;

type Handler = ClientServerHandlers<Auth>["getSpaceHierarchy"];

/**
 * `GET /_matrix/client/v1/rooms/{roomId}/hierarchy`: Walk a space
 *
 * Takes `path`, `query` and `auth`; answers `200`, `400`, `403` or `429`.
 *
 * @since Matrix 1.2
 *
 * @knockgen handler client-server/getSpaceHierarchy 2c44f871-fbdf54bf
 */
export const getSpaceHierarchy = (
  context: Pick<Context, "federation" | "now" | "serverName" | "store" | "writer">,
): Handler => {
  const elsewhere = new SpacesElsewhere(context);
  return async ({ path, query, auth }) => {
    const suggestedOnly = query.suggested_only === true;
    requireAtLeast(0, "max_depth", query.max_depth);
    requireAtLeast(1, "limit", query.limit);
    const maxDepth = Math.min(MAX_DEPTH, query.max_depth ?? MAX_DEPTH);
    const limit = Math.min(MAX_PAGE, query.limit ?? DEFAULT_PAGE);
    const walked = { suggestedOnly, maxDepth };
    const skip = query.from === undefined ? 0 : placeOf(query.from, walked);
    const patience = AbortSignal.timeout(PATIENCE_MS);
    const wish = { roomId: path.roomId, auth, suggestedOnly, maxDepth, skip, limit, patience };
    const { rooms, hasMore } = await walkSpace(context, elsewhere, wish);
    const next = hasMore ? { next_batch: tokenOf(skip + limit, walked) } : {};
    return { status: 200, body: { rooms: [...rooms], ...next } };
  };
};

/** How a space is walked, which has to stay the same from page to page (C113). */
interface Walked {
  readonly suggestedOnly: boolean;
  readonly maxDepth: number;
}

function tokenOf(place: number, { suggestedOnly, maxDepth }: Walked): string {
  return `h${place}.${Number(suggestedOnly)}.${maxDepth}`;
}

function placeOf(token: string, walked: Walked): number {
  const place = Number(/^h(\d{1,6})\./.exec(token)?.[1]);
  if (token !== tokenOf(place, walked)) throw invalidParam("from is not a token of this walk");
  return place;
}
