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
 * Every item, page by page, as it is asked for. Ends where a page names no next one, or where the pages go in a circle: an
 * empty page alone is not the end, since filters may leave nothing of it. Throws `ErrorAnswer`.
 */
export async function* eachItem<Request extends PagedRequest>(
  call: CallPage<Request>,
  { from, next, items }: Page,
  request: Request,
  options?: CallOptions,
): AsyncGenerator<unknown, void, undefined> {
  let at: unknown = memberOf(request.query, from);
  // One token is remembered, for twice as many pages each time: that finds a circle of any length.
  let remembered = at;
  let pages = 0;
  for (let patience = 1; ; ) {
    const query = at === undefined ? request.query : { ...request.query, [from]: at };
    const body: unknown = unwrap(await call({ ...request, query }, options));
    const list = memberOf(body, items);
    if (Array.isArray(list)) yield* list;
    at = memberOf(body, next);
    if (typeof at !== "string" || at === "" || at === remembered) return;
    if (++pages < patience) continue;
    remembered = at;
    patience *= 2;
    pages = 0;
  }
}
