/** What the files of this folder fill in. */
import type { ClientServerHandlers } from "../../generated/routes/client-server.js";
import type { ClientAuth } from "../context.js";

/** Some of the handlers. */
export type Handlers<Name extends keyof ClientServerHandlers> = Pick<ClientServerHandlers<ClientAuth>, Name>;
