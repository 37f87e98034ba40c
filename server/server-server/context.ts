import type { ServerContext } from "../context.js";

/**
 * Parts of the server that handlers take what they need of,
 * as `({ store }: Pick<Context, "store">)`.
 *
 * @knockgen context server-server 83f79ea0-1aa96ffe
 */
export type Context = ServerContext;
