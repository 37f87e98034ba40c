/** The knock server: `createServer` puts its parts together. */
import { mount } from "@knockgen/matrix/runtime/mount";
import { offerBackups } from "./backup.js";
import { authenticateClient, TokenCache } from "./client-server/authenticate.js";
import { earlierHandlers as earlierClientHandlers } from "./client-server/earlier.js";
import { clientServerHandlers } from "./client-server/handlers.js";
import { LastCalls } from "./client-server/last-calls.js";
import { pushRulePaths } from "./client-server/push-rule-paths.js";
import { closeAll } from "./close.js";
import type { ServerConfig } from "./config.js";
import type { ServerContext } from "./context.js";
import { RemoteLists } from "./devices/remote-lists.js";
import { tellOfJoins } from "./devices/tell-of-joins.js";
import { createFederation, type FederationOptions } from "./federation/federation.js";
import { readAuthorities, type TlsFiles, tlsListenerOptions } from "./federation/incoming/tls-listener.js";
import { newKey } from "./federation/keys/own-keys.js";
import { forStrangers } from "./federation/transport/for-strangers.js";
import { type Address, type Listener, listen, type Observed } from "./http/listen.js";
import { withinLimits } from "./limits/limit-writes.js";
import { Limits } from "./limits/limits.js";
import { type Log, silentLog } from "./log.js";
import { doTasks } from "./membership/account-tasks.js";
import { retryLeaves } from "./membership/leave.js";
import { measured } from "./metrics/measured.js";
import { listenForMetrics, type MetricsAddress } from "./metrics/metrics-listener.js";
import { Notifier } from "./notifier.js";
import { ProfileCache } from "./profile-cache.js";
import { caughtUp, Progress } from "./progress.js";
import { KnownRules } from "./push/known-rules.js";
import { EarlyReceipts } from "./receipts/early-receipts.js";
import { repeat } from "./repeat.js";
import { EventSigner } from "./room/sign.js";
import { RoomWriter } from "./room/writer.js";
import { earlierHandlers } from "./server-server/earlier.js";
import { serverServerHandlers } from "./server-server/handlers.js";
import { openStore, type StoreOptions } from "./store/open.js";
import type { Change, Store } from "./store/store.js";
import { Touches } from "./touches.js";
import { endTypingInTime, endTypingOf } from "./typing/set-typing.js";
import { Typing } from "./typing/typing.js";
import { asWork, Work } from "./work.js";

export { backupTo, restoreFrom } from "./backup.js";
export type { RateLimit, ServerConfig } from "./config.js";
export type { Observed } from "./http/listen.js";
export { LIMIT_NAMES, LIMITS, type LimitName, type LimitsConfig } from "./limits/table.js";
export { jsonLog, type Log, silentLog } from "./log.js";
export { type RotatedKeys, rotateKeys } from "./rotate-keys.js";
export { type Examined, examineStore } from "./store/doctor/doctor.js";
export { openStore, type StoreOptions } from "./store/open.js";
export type { Store } from "./store/store.js";

/** Where some of the others connect; the rest is for both alike. */
type Entrance = Omit<Address, "tls" | "trustedProxies" | "checkAnswers">;

/** All that a server is made of. */
export interface CreateServerOptions {
  readonly config: ServerConfig;
  /** The default is to keep everything in memory. */
  readonly store?: StoreOptions | undefined;
  /** Where clients connect. */
  readonly client: Entrance;
  /** Where servers connect; without it they have to come through the clients' port. */
  readonly federation?: (Entrance & { readonly tls: TlsFiles }) | undefined;
  /** Where Prometheus reads how the server is. The default is nowhere. */
  readonly metrics?: MetricsAddress | undefined;
  /** Files with certificates in PEM, of authorities to trust besides the usual. */
  readonly caFiles?: readonly string[] | undefined;
  /** How to find and call other servers. */
  readonly outgoing?: Omit<FederationOptions, "serverName" | "store" | "ca" | "clock" | "limits"> | undefined;
  /** Told of every request of another server. */
  readonly onFederationRequest?: ((request: Observed) => void) | undefined;
  /** Answer 500 where an answer of ours breaks the specification's schema, as tests want. The default is not to look. */
  readonly checkAnswers?: boolean | undefined;
  /** The default logs nothing. */
  readonly log?: Log | undefined;
  /** The default is the system's clock. */
  readonly now?: (() => number) | undefined;
}

/** A server that runs. */
export interface KnockServer {
  readonly serverName: string;
  readonly clientPort: number;
  readonly federationPort: number | undefined;
  readonly metricsPort: number | undefined;
  /** Stops listening, finishes what was begun, closes the store. */
  close(): Promise<void>;
}

const RETRY_LEAVES_MS = 1_000;
const TYPING_CHECK_MS = 500;
const DROP_IDLE_MS = 60 * 60 * 1_000;

/** Starts a server. */
export async function createServer(options: CreateServerOptions): Promise<KnockServer> {
  const tls = options.federation && (await tlsListenerOptions(options.federation.tls));
  const ca = await Promise.all((options.caFiles ?? []).map(readAuthorities));
  const store = await openStore({ now: options.now, ...options.store });
  const listeners: Listener[] = [];
  try {
    return await start(options, { tls, ca, store, listeners });
  } catch (error) {
    for (const listener of listeners) listener.destroy();
    await Promise.all(listeners.map((listener) => listener.close()));
    await store.close();
    throw error;
  }
}

/** Parts to open, and to close again if the rest cannot start. */
interface Opened {
  readonly tls: Address["tls"];
  readonly ca: readonly string[];
  readonly store: Store;
  /** Filled while starting. */
  readonly listeners: Listener[];
}

async function start(
  options: CreateServerOptions,
  { tls, ca, store, listeners }: Opened,
): Promise<KnockServer> {
  const { config, log = silentLog, now = Date.now } = options;
  const { serverName, trustedProxies } = config;
  const limits = new Limits(config, now, store.sharedLimits);
  const federation = await createFederation({
    ...options.outgoing,
    report: (report) => {
      metrics?.sent(report);
      options.outgoing?.report?.(report);
    },
    serverName,
    store,
    ca,
    clock: now,
    limits,
  });
  const position = await store.position();
  const notifier = new Notifier(position);
  const touches = new Touches(position);
  const typing = new Typing();
  const progress = new Progress({
    position,
    committed: () => store.position(),
    advance: (to, change) => {
      if (change === undefined) writer.distrust();
      for (const entry of change?.typing ?? []) typing.apply(to, entry);
      if (change === undefined) touches.forget(to);
      notifier.notify(to, change?.rooms, change?.users);
      if (change !== undefined) endTyping(change);
      for (const roomId of change?.rooms ?? []) placeEarly(roomId);
      if (change !== undefined) federation.queue.wake(change.destinations);
      else wakeAll();
    },
  });
  const work = new Work();
  /** Does what no request waits for; a failure goes into the log. */
  const behind = (failure: string, run: () => Promise<unknown>, about: object = {}): void => {
    work.run(run).catch((error: unknown) => log("warn", failure, { ...about, error }));
  };
  // For which servers something was put into the outbox is not known then.
  const wakeAll = (): void => {
    federation.queue
      .start()
      .catch((error: unknown) => log("warn", "the outbox could not be read", { error }));
  };
  const placeEarly = (roomId: string): void => {
    if (earlyReceipts.has(roomId))
      behind("receipts could not be placed", () => earlyReceipts.look(roomId), { roomId });
  };
  const endTyping = ({ rooms, ended: devices = [] }: Change): void => {
    if (devices.length === 0 && rooms.every((roomId) => typing.in(roomId).users.length === 0)) return;
    behind("typing was not ended", () => endTypingOf(context, { rooms, devices }));
  };
  const signer = new EventSigner(serverName, () => federation.own.signingKey);
  const rules = new KnownRules({ config, store });
  const onCommit = (change: Change | undefined): void => {
    rules.hear(change);
    if (change !== undefined) touches.note(change);
    progress.hear(change);
  };
  const writer = new RoomWriter({
    store,
    signer,
    now,
    rules,
    log,
    onChange: onCommit,
    onDeactivated: (userIds) => {
      for (const userId of userIds) doTasks(context, userId);
    },
    onCommit: (change) => {
      onCommit(change);
      if (change === undefined || change.users.length === 0) return;
      behind("devices were not told of", () => tellOfJoins(context, change));
    },
  });
  const profiles = new ProfileCache(store, now);
  // Loaded only where they are asked for, as they take a while.
  const loaded = options.metrics && (await import("./metrics/metrics.js"));
  const metrics =
    loaded &&
    new loaded.Metrics({
      outbox: () => store.outboxSize(),
      caches: () => ({ ...writer.cacheBytes, keys: federation.keys.bytes, profiles: profiles.bytes }),
      database: () => store.load(),
      changes: () => writer.waiting,
      polls: () => notifier.waiting,
    });
  const tokens = new TokenCache(store, now);
  const calls = new LastCalls({
    store,
    now,
    behind: (write) => behind("a call of a device was not noted", write),
  });
  const earlyReceipts = new EarlyReceipts({ announce: onCommit, store, writer });
  const context: ServerContext = {
    config,
    serverName,
    store,
    writer,
    signer,
    notifier,
    touches,
    announce: onCommit,
    passEdu: (destinations, json) => federation.queue.pass(destinations, json),
    sendEdu: (destinations, json) => federation.queue.enqueue(destinations, [{ kind: "edu", json }]),
    federation: federation.client,
    handshakes: federation.handshakes,
    keys: federation.keys,
    ownKeys: federation.own,
    inbox: federation.inbox,
    limits,
    tokens,
    work,
    earlyReceipts,
    remoteLists: new RemoteLists({ federation: federation.client, store, work, log }),
    profiles,
    typing,
    now,
    log,
  };
  store.onOther(() => progress.expectOthers());
  store.onUser((userId) => {
    profiles.forget(userId);
    tokens.forgetUser(userId);
    // A sync that waits looks again whether its token is good (O29).
    notifier.notify(
      notifier.position,
      userId === undefined ? undefined : [],
      userId === undefined ? [] : [userId],
    );
  });
  store.onKeys(() => {
    behind("the rotated keys could not be read", async () => federation.own.use(await store.ownKeys(newKey)));
  });
  const authenticate = authenticateClient(tokens, calls, progress);
  const apis = [
    mount({ handlers: clientServerHandlers(context), authenticate }),
    mount({ handlers: earlierClientHandlers(context), authenticate }),
    mount({ handlers: pushRulePaths(context), authenticate }),
    mount({ handlers: serverServerHandlers(context), authenticate: federation.authenticate }),
    mount({ handlers: earlierHandlers(context), authenticate: federation.authenticate }),
  ]
    .map((api) => asWork(work, withinLimits(limits, forStrangers(caughtUp(progress, api)))))
    .map((api) => (metrics === undefined ? api : measured(metrics, api)));
  const observe = ({ method, path, status }: Observed): void => metrics?.answered(method, path, status);
  const common = { trustedProxies, checkAnswers: options.checkAnswers };
  const client = await listen({ ...options.client, ...common }, apis, log, observe);
  listeners.push(client);
  const servers =
    options.federation &&
    tls &&
    (await listen({ ...options.federation, tls, ...common }, apis, log, (seen) => {
      observe(seen);
      options.onFederationRequest?.(seen);
    }));
  if (servers !== undefined) listeners.push(servers);
  if (options.store?.folder !== undefined && options.store.databaseUrl === undefined)
    listeners.push(await offerBackups(options.store.folder, store, log));
  const watched = options.metrics && metrics && (await listenForMetrics(options.metrics, metrics, log));
  if (watched !== undefined) listeners.push(watched);
  await federation.start();
  doTasks(context);
  const typists = repeat(() => endTypingInTime(context), TYPING_CHECK_MS, log);
  const retries = repeat(() => retryLeaves(context), RETRY_LEAVES_MS, log);
  const drop = async (): Promise<void> => {
    await store.sharedLimits?.dropFullLimits(now());
    await store.dropIdleNotices(now());
  };
  const drops = repeat(drop, DROP_IDLE_MS, log);
  let closed: Promise<void> | undefined;
  return {
    serverName,
    clientPort: client.port,
    federationPort: servers?.port,
    metricsPort: watched?.port,
    close: () => {
      closed ??= closeAll({
        listeners,
        work,
        federation,
        background: [retries, typists, drops, progress],
        wake: () => notifier.notify(notifier.position),
        settle: () => writer.idle(),
        store,
      });
      return closed;
    },
  };
}
