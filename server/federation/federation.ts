/** All of federation, put together. */
import type { Authenticate } from "@knockgen/matrix/runtime/credentials";
import { Limits } from "../limits/limits.js";
import type { Clock } from "../values/clock.js";
import { createFederationClient, type FederationClient } from "./calls/client.js";
import { Handshakes } from "./calls/handshake.js";
import { authenticateFederation } from "./incoming/authenticate.js";
import { CheckPool } from "./incoming/check-pool.js";
import { FailedSignatures } from "./incoming/failed-signatures.js";
import type { InboxStore } from "./incoming/inbox-store.js";
import type { FederationAuth } from "./incoming/request-auth.js";
import { TransactionInbox } from "./incoming/transaction-inbox.js";
import { KeyFetcher } from "./keys/key-fetcher.js";
import { KeyRing } from "./keys/key-ring.js";
import type { KeyStore } from "./keys/key-store.js";
import { OwnKeyRing } from "./keys/own-keys.js";
import type { BackOffOptions } from "./outbox/back-off.js";
import type { SendReport } from "./outbox/destination-sender.js";
import type { OutboxStore } from "./outbox/outbox-store.js";
import { TransactionQueue } from "./outbox/transaction-queue.js";
import { anyAddress, publicAddress } from "./transport/address.js";
import { Discovery } from "./transport/discovery.js";
import { type HostResolver, systemHosts } from "./transport/guarded-lookup.js";
import { HttpsClient } from "./transport/https-client.js";
import { SignedTransport } from "./transport/signed-transport.js";
import { type SrvResolver, systemSrv } from "./transport/srv.js";
import { type WellKnownFetcher, wellKnownFetcher } from "./transport/well-known.js";

/** Options of federation. */
export interface FederationOptions {
  readonly serverName: string;
  /** Limits on other servers. The default is the usual ones. */
  readonly limits?: Limits;
  readonly store: KeyStore & OutboxStore & InboxStore;
  /** Certificates in PEM of authorities to trust besides those that Node trusts. */
  readonly ca?: readonly string[];
  /** Call servers on loopback and in private networks too. The default is false. */
  readonly allowPrivateAddresses?: boolean;
  /** Servers that are trusted to vouch for the keys of others that do not answer. */
  readonly notaries?: readonly string[];
  /** For one answer, whole. The default is 30 seconds. */
  readonly timeoutMs?: number;
  /** How long a join or a knock goes on from server to server. The default is a minute. */
  readonly patienceMs?: number;
  /** The largest answer to read. The default is 32 MiB. */
  readonly maxBytes?: number;
  readonly backOff?: BackOffOptions;
  readonly wakeEveryMs?: number;
  readonly report?: (report: SendReport) => void;
  readonly clock?: Clock;
  readonly random?: () => number;
  readonly hosts?: HostResolver;
  readonly srv?: SrvResolver;
  readonly wellKnown?: WellKnownFetcher;
}

/** The parts, ready for use. */
export interface Federation {
  readonly own: OwnKeyRing;
  readonly keys: KeyRing;
  readonly client: FederationClient;
  readonly handshakes: Handshakes;
  readonly queue: TransactionQueue;
  readonly inbox: TransactionInbox;
  readonly authenticate: Authenticate<FederationAuth>;
  /** Begins to send what waits in the outbox. */
  start(): Promise<void>;
  /** Sends nothing more of what waits in the outbox; calls go on. */
  stop(): Promise<void>;
  /** Breaks off all calls, and all checks of large requests. */
  close(): void;
}

/** Keys are small, and a request or an event waits for them. */
const KEYS_TIMEOUT_MS = 10_000;

/** Makes the parts; nothing is sent before `start`. */
export async function createFederation(options: FederationOptions): Promise<Federation> {
  const { serverName, store, clock = Date.now, random = Math.random, hosts = systemHosts } = options;
  const { limits = new Limits({}, clock) } = options;
  const own = await OwnKeyRing.open(serverName, store, clock);
  const https = new HttpsClient({
    ca: options.ca ?? [],
    addresses: options.allowPrivateAddresses ? anyAddress : publicAddress,
    hosts,
  });
  const discovery = new Discovery({
    wellKnown: options.wellKnown ?? wellKnownFetcher(https, { clock }),
    srv: options.srv ?? systemSrv(),
    clock,
    random,
  });
  const transport = new SignedTransport({
    serverName,
    signingKey: () => own.signingKey,
    https,
    discovery,
    ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }),
    ...(options.maxBytes === undefined ? {} : { maxBytes: options.maxBytes }),
    observe: (server, answered) => {
      if (answered) queue.peerIsAlive(server);
    },
  });
  const client = createFederationClient(transport);
  const queue = new TransactionQueue({
    serverName,
    store,
    client,
    clock,
    random,
    ...(options.backOff === undefined ? {} : { backOff: options.backOff }),
    ...(options.wakeEveryMs === undefined ? {} : { wakeEveryMs: options.wakeEveryMs }),
    ...(options.report === undefined ? {} : { report: options.report }),
  });
  const fetcher = new KeyFetcher({
    transport,
    clock,
    timeoutMs: Math.min(KEYS_TIMEOUT_MS, options.timeoutMs ?? KEYS_TIMEOUT_MS),
  });
  const checks = new CheckPool();
  const keys = new KeyRing({ own, store, fetcher, notaries: options.notaries ?? [], clock });
  return {
    own,
    keys,
    client,
    handshakes: new Handshakes({
      serverName,
      client,
      signingKey: () => own.signingKey,
      clock,
      delivered: (server) => queue.delivered(server),
      ...(options.patienceMs === undefined ? {} : { patienceMs: options.patienceMs }),
    }),
    queue,
    inbox: new TransactionInbox(store, clock),
    authenticate: authenticateFederation({
      serverName,
      keys,
      clock,
      check: (request) => checks.check(request),
      failures: new FailedSignatures(limits, clock),
      observe: (origin, bytes) => {
        queue.peerIsAlive(origin);
        limits.of("originBytes")?.charge(origin, bytes);
      },
    }),
    start: () => queue.start(),
    stop: () => queue.stop(),
    close: () => {
      https.close();
      checks.close();
    },
  };
}
