/** Servers for tests: on ports of their own, with certificates of an authority of their own. */
import { createServer as createSocket } from "node:net";
import {
  type CreateServerOptions,
  createServer,
  type KnockServer,
  type StoreOptions,
} from "@knockgen/server";
import { Client } from "./client.js";
import { hasPostgres } from "./postgres.js";
import { lendSchema } from "./spare-schemas.js";
import { isThroughProxy, type Through, throughProxy } from "./through-proxy.js";
import { testAuthority } from "./tls.js";

/** Ports that each worker of the runner draws from; two of them never draw the same before one listens there. */
const WORKERS = 6;
const PORTS = 2_000;
const drawn = new Set<number>();

/** Below the ports that systems give to outgoing connections, which would take it while a server restarts. */
export async function freePort(): Promise<number> {
  const worker = Number(process.env.VITEST_POOL_ID ?? 0) % WORKERS;
  const port = 20_000 + worker * PORTS + Math.floor(Math.random() * PORTS);
  if (drawn.has(port)) return freePort();
  drawn.add(port);
  const socket = createSocket();
  const free = await new Promise<boolean>((resolve) => {
    socket.once("error", () => resolve(false));
    socket.listen(port, "127.0.0.1", () => resolve(true));
  });
  if (!free) return freePort();
  await new Promise((resolve) => socket.close(resolve));
  return port;
}

export interface TestServer extends KnockServer {
  readonly url: string;
  /** Opens an account, and gives its client. Without a password unless one is given: hashing it costs more than the rest. */
  user(name: string, password?: string): Promise<Client>;
}

/** For tests in which users prove who they are. */
export const PASSWORD = "correct horse";

type More = Partial<Omit<CreateServerOptions, "config">> & {
  readonly config?: Partial<CreateServerOptions["config"]>;
  /** Default: as the environment says. */
  readonly behindProxy?: boolean;
};

/** Only tests of limits meet them, each those that it gives. */
const NO_LIMITS = { rateLimits: false };

/** On PostgreSQL where there is one, since that starts at once; the suite of the store holds both to the same. */
async function testStore(): Promise<{ readonly store: StoreOptions; readonly drop: () => Promise<void> }> {
  if (!(await hasPostgres())) return { store: {}, drop: async () => {} };
  const schema = await lendSchema();
  return { store: { databaseUrl: schema.url }, drop: schema.drop };
}

export async function startServer(
  { behindProxy = isThroughProxy, ...more }: More = {},
  port?: number,
): Promise<TestServer> {
  const { store, drop } =
    more.store === undefined ? await testStore() : { store: more.store, drop: async () => {} };
  const chosen = port ?? (await freePort());
  const { certFile, keyFile } = testAuthority().certificate();
  // Behind a proxy, that has the port which others know.
  const own = behindProxy && more.federation === undefined ? await freePort() : chosen;
  const server = await createServer({
    client: { port: 0 },
    federation: { port: own, tls: { cert: certFile, key: keyFile } },
    caFiles: [testAuthority().caFile],
    checkAnswers: true,
    outgoing: { allowPrivateAddresses: true, backOff: { firstMs: 100, maxMs: 1_000 } },
    log: (level, message, details) => {
      if (level === "error") console.error(message, details);
    },
    ...more,
    store,
    config: {
      serverName: `127.0.0.1:${chosen}`,
      registration: "open",
      ...NO_LIMITS,
      ...more.config,
    },
  });
  const through: Through | undefined = behindProxy
    ? await throughProxy({
        client: server.clientPort,
        ...(own !== chosen && { federation: { own, public: chosen } }),
        authority: testAuthority(),
      })
    : undefined;
  const url = through?.url ?? `http://127.0.0.1:${server.clientPort}`;
  return {
    ...server,
    url,
    close: async () => {
      // Requests that wait are answered, by way of the proxy.
      try {
        await server.close();
        await through?.close();
      } finally {
        await drop();
      }
    },
    user: async (name, password) => {
      const anonymous = new Client(url, undefined, "");
      const body = await anonymous.ok("POST", "/register", {
        username: name,
        ...(password !== undefined && { password }),
        auth: { type: "m.login.dummy" },
      });
      return new Client(url, body.access_token, body.user_id);
    },
  };
}
