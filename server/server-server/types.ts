/** Handlers that the files of this folder implement. */
import type { ServerServerHandlers } from "@knockgen/matrix/routes/server-server";
import type { FederationAuth } from "../federation/request-auth.js";

/** Some of the handlers. */
export type Handlers<Name extends keyof ServerServerHandlers> = Pick<
  ServerServerHandlers<FederationAuth>,
  Name
>;
