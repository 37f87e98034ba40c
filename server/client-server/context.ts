import type { ServerContext } from "../context.js";

/**
 * What handlers of the client-server API are given: a store, a clock, settings. Yours to fill; each handler takes what it needs of it,
 * as `({ store }: Pick<Context, "store">)`.
 *
 * @knockgen context client-server da7a2e71-1aa96ffe
 */
export type Context = ServerContext;
