/** Handlers of the operations that this server has. */
import { type ClientServerHandlers, unimplemented } from "@knockgen/matrix/routes/client-server";
import { MatrixHttpError } from "@knockgen/matrix/runtime/matrix-http-error";
import type { Accounts, Device } from "./accounts.js";

export function createHandlers(accounts: Accounts): ClientServerHandlers<Device> {
  return {
    ...unimplemented,
    getVersions: () => ({ status: 200, body: { versions: ["v1.19"] } }),
    getLoginFlows: () => ({ status: 200, body: { flows: [{ type: "m.login.password" }] } }),
    login({ body: { type, identifier, user, password } }) {
      const named = identifier?.type === "m.id.user" ? identifier.user : user;
      if (type !== "m.login.password" || typeof named !== "string" || password === undefined)
        throw new MatrixHttpError(400, "M_UNKNOWN", "Only passwords are taken");
      const { userId, deviceId, token } = accounts.logIn(named, password);
      return { status: 200, body: { user_id: userId, device_id: deviceId, access_token: token } };
    },
    getTokenOwner: ({ auth }) => ({ status: 200, body: { user_id: auth.userId, device_id: auth.deviceId } }),
    logout({ auth }) {
      accounts.logOut(auth);
      return { status: 200, body: {} };
    },
  };
}
