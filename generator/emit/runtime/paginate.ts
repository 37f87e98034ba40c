/** Follows the tokens of operations that answer in pages. */
import type { CallOptions } from "./client-options.js";
import { memberOf } from "./member.js";
import { unwrap } from "./unwrap.js";

/** Where a page has its parts. */
export interface Page {
  /** The query parameter that takes the token of a page. */
  readonly from: string;
  /** Member of the body that holds the token of the next page. */
  readonly next: string;
  /** Member of the body that holds the items. */
  readonly items: string;
}

interface PagedRequest {
  readonly query?: object | undefined;
}

type CallPage<Request> = (
  request: Request,
  options?: CallOptions,
) => Promise<{ status: number; body?: unknown }>;

/**
 * Every item, page by page, as it is asked for. Ends where a page names no next one, or the one that it was: an empty page
 * alone is not the end, since filters may leave nothing of it. Throws `ErrorAnswer`.
 */
export async function* eachItem<Request extends PagedRequest>(
  call: CallPage<Request>,
  { from, next, items }: Page,
  request: Request,
  options?: CallOptions,
): AsyncGenerator<unknown, void, undefined> {
  let at: unknown = memberOf(request.query, from);
  for (;;) {
    const query = at === undefined ? request.query : { ...request.query, [from]: at };
    const body: unknown = unwrap(await call({ ...request, query }, options));
    const list = memberOf(body, items);
    if (Array.isArray(list)) yield* list;
    const following = memberOf(body, next);
    if (typeof following !== "string" || following === at) return;
    at = following;
  }
}
