/** Handlers that the files of this folder implement. */
import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import type { ClientAuth } from "../context.js";

/** Some of the handlers. */
export type Handlers<Name extends keyof ClientServerHandlers> = Pick<ClientServerHandlers<ClientAuth>, Name>;
