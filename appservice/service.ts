/** `createApplicationService` puts the parts together: handlers for the emitted routes, and clients for the other way. */
import type { ClientServerClient } from "@knockgen/matrix/client/client-server";
import { isRoomAlias, isUserId } from "@knockgen/matrix/identifiers";
import type { RoomAlias, UserId } from "@knockgen/matrix/matrix";
import {
  type ApplicationServiceHandlers,
  routes,
  unimplemented,
} from "@knockgen/matrix/routes/application-service";
import { MatrixHttpError } from "@knockgen/matrix/runtime/matrix-http-error";
import { API } from "@knockgen/matrix/runtime/route";
import type { ServerOptions } from "@knockgen/matrix/runtime/server-options";
import { authenticateHomeserver, type FromHomeserver } from "./authenticate.js";
import { checkRegistration, describeProblems, type Registration } from "./check-registration.js";
import { clientOf, type Homeserver } from "./masquerade.js";
import { type Namespaces, namespacesOf } from "./namespaces.js";
import { type EventHandlers, stepsOf } from "./read-transaction.js";
import { registerUser } from "./register-user.js";
import { memoryLog, type TransactionLog } from "./transaction-log.js";
import { Transactions } from "./transactions.js";

type Handlers = ApplicationServiceHandlers<FromHomeserver>;

/** All that a service is made of. */
export interface ApplicationServiceOptions extends EventHandlers {
  readonly registration: Registration;
  readonly homeserver: Homeserver;
  /** IDs of transactions that are done. The default keeps them in memory. */
  readonly transactions?: TransactionLog | undefined;
  /** Whether a user of the namespace exists; make them here, with `register`. The default is that none does. */
  readonly hasUser?: ((userId: UserId) => boolean | Promise<boolean>) | undefined;
  /** Whether an alias of the namespace exists; make its room here. The default is that none does. */
  readonly hasAlias?: ((alias: RoomAlias) => boolean | Promise<boolean>) | undefined;
  /** Handlers of more operations, such as those about third-party networks. */
  readonly handlers?: Partial<Handlers> | undefined;
}

/** A service that is ready to be mounted. */
export interface ApplicationService {
  /** For `createFetchHandler`, `matrixRoutes` and what else mounts routes. */
  readonly server: ServerOptions<FromHomeserver>;
  /** The service's own user. */
  readonly userId: UserId;
  readonly namespaces: Namespaces;
  /** Calls as the service's own user, or in the name of a user of the namespace. Throws for any other user. */
  client(userId?: string, deviceId?: string): ClientServerClient;
  /** Opens an account for a user of the namespace, who may have one already. */
  register(localpart: string): Promise<UserId>;
  /** Has the homeserver call the service, and gives how long that took, in milliseconds. Throws where it does not come through. */
  ping(): Promise<number>;
}

/** The transactions of a busy homeserver have up to 100 events of 64 KiB. */
const MAX_BODY = 16 * 1024 * 1024;

/** Throws where the registration is wrong. */
export function createApplicationService(options: ApplicationServiceOptions): ApplicationService {
  const { homeserver, hasUser, hasAlias } = options;
  const checked = checkRegistration(options.registration);
  if (!checked.ok) throw new TypeError(describeProblems(checked.issues));
  const registration = checked.value;
  const namespaces = namespacesOf(registration);
  const transactions = new Transactions(options.transactions ?? memoryLog());
  const pings = new Set<string>();
  const userIdOf = (localpart: string): UserId => `@${localpart}:${homeserver.serverName}`;
  const userId = userIdOf(registration.sender_localpart);

  const client = (wanted: string = userId, deviceId?: string): ClientServerClient => {
    if (wanted === userId && deviceId === undefined) return clientOf(homeserver, registration.as_token);
    requireOurs(wanted);
    return clientOf(homeserver, registration.as_token, {
      user_id: wanted,
      ...(deviceId !== undefined && { device_id: deviceId }),
    });
  };
  const requireOurs = (wanted: string): void => {
    const isOurs = wanted.endsWith(`:${homeserver.serverName}`) && namespaces.users.has(wanted);
    if (wanted !== userId && !isOurs)
      throw new TypeError(`${wanted} is not in the service's namespace of users`);
  };

  const handlers: Handlers = {
    ...unimplemented,
    async sendTransaction({ path, body }) {
      const steps = stepsOf(body, options);
      if (steps === undefined)
        throw new MatrixHttpError(400, "M_BAD_JSON", "The transaction has no list of events");
      await transactions.take(path.txnId, steps);
      return { status: 200, body: {} };
    },
    ping({ body }) {
      // Also what another process of the service has asked for is answered.
      if (body?.transaction_id !== undefined) pings.delete(body.transaction_id);
      return { status: 200, body: {} };
    },
    async queryUserById({ path }) {
      const { userId: asked } = path;
      const exists = isUserId(asked) && namespaces.users.has(asked) && (await hasUser?.(asked));
      return exists ? { status: 200, body: {} } : notFound("user");
    },
    async queryRoomByAlias({ path }) {
      const { roomAlias } = path;
      const exists =
        isRoomAlias(roomAlias) && namespaces.aliases.has(roomAlias) && (await hasAlias?.(roomAlias));
      return exists ? { status: 200, body: {} } : notFound("alias");
    },
    ...options.handlers,
    [API]: { name: "application-service", routes: ROUTES },
  };

  return {
    server: { handlers, authenticate: authenticateHomeserver(registration.hs_token), maxBodyBytes: MAX_BODY },
    userId,
    namespaces,
    client,
    register: async (localpart) => {
      const wanted = userIdOf(localpart);
      requireOurs(wanted);
      await registerUser(client(), localpart);
      return wanted;
    },
    ping: async () => {
      const transactionId = crypto.randomUUID();
      pings.add(transactionId);
      try {
        const answer = await client().pingAppservice({
          path: { appserviceId: registration.id },
          body: { transaction_id: transactionId },
        });
        if (answer.status !== 200)
          throw new Error(`the ping failed: ${answer.body.errcode}: ${answer.body.error ?? ""}`);
        if (pings.has(transactionId)) throw new Error("the ping did not come to this service");
        return answer.body.duration_ms;
      } finally {
        pings.delete(transactionId);
      }
    },
  };
}

/** Bodies of transactions are looked at entry by entry. */
const ROUTES = routes.map((route) =>
  route.name === "sendTransaction" ? { ...route, body: { "application/json": "json" as const } } : route,
);

function notFound(what: string): MatrixHttpError {
  return new MatrixHttpError(404, "M_NOT_FOUND", `There is no such ${what}`);
}
