/** The server's parts, made in an order in which each knows those that it needs; none of them has begun anything. */
import { AnswersAtOnce } from "../answers/answers-at-once.js";
import { TokenCache } from "../client-server/sessions/authenticate.js";
import type { ServerContext } from "../context.js";
import { RemoteLists } from "../devices/remote-lists.js";
import { createFederation, type Federation } from "../federation/federation.js";
import { Limits } from "../limits/limits.js";
import { silentLog } from "../log.js";
import { EntriesUnderWay } from "../membership/entries-under-way.js";
import type { Metrics } from "../metrics/metrics.js";
import { Notifier } from "../notifier.js";
import { ProfileCache } from "../profile-cache.js";
import { Progress } from "../progress.js";
import { KnownRules } from "../push/known-rules.js";
import { EarlyReceipts } from "../receipts/early-receipts.js";
import { EventSigner } from "../room/sign.js";
import { RoomWriter } from "../room/writer.js";
import { levelOf } from "../store/database/database-lost.js";
import type { Change, Store } from "../store/store.js";
import { Touches } from "../touches.js";
import { Typing } from "../typing/typing.js";
import { Work } from "../work.js";
import type { CreateServerOptions } from "./options.js";

/** The context of handlers, with those parts that only the start and the end of a server need. */
export interface Parts {
  readonly context: ServerContext;
  readonly federation: Federation;
  readonly progress: Progress;
  /** Undefined where nothing is measured. */
  readonly metrics: Metrics | undefined;
}

/** Makes them, for a store that is open. `ca`: certificates in PEM of authorities to trust besides the usual. */
export async function makeParts(
  options: CreateServerOptions,
  store: Store,
  ca: readonly string[],
): Promise<Parts> {
  const { config, log = silentLog, now = Date.now, outgoing } = options;
  const { serverName } = config;
  const limits = new Limits(config, now, store.sharedLimits);
  const metrics = options.metrics && (await createMetrics());
  const federation = await createFederation({
    ...outgoing,
    report: (report) => {
      metrics?.sent(report);
      // Of servers that do not answer the metrics tell.
      if (report.kind === "broken")
        log(levelOf(report.error), "what waits for a server could not be sent", {
          destination: report.destination,
          error: report.error,
        });
      outgoing?.report?.(report);
    },
    serverName,
    store,
    ca,
    clock: now,
    limits,
  });
  // From here on nothing waits, so that no change comes between the position and those who are told of changes after it.
  const position = await store.position();
  const progress = new Progress({ position, committed: () => store.position() });
  const touches = new Touches(position);
  const rules = new KnownRules({ config, store });
  const announce = (change: Change | undefined): void => {
    rules.hear(change);
    if (change !== undefined) touches.note(change);
    progress.hear(change);
  };
  const signer = new EventSigner(serverName, () => federation.own.signingKey);
  const writer = new RoomWriter({ store, signer, now, rules, log });
  const work = new Work(log);
  const notifier = new Notifier(position);
  const profiles = new ProfileCache(store, now);
  metrics?.watch({
    outbox: () => store.outboxSize(),
    caches: () => ({ ...writer.cacheBytes, keys: federation.keys.bytes, profiles: profiles.bytes }),
    database: () => store.load(),
    changes: () => writer.waiting,
    polls: () => notifier.waiting,
  });
  const context: ServerContext = {
    config,
    serverName,
    store,
    writer,
    signer,
    notifier,
    touches,
    announce,
    passEdu: (destinations, json) => federation.queue.pass(destinations, json),
    sendEvent: (destinations, json) => federation.queue.enqueue(destinations, [{ kind: "pdu", json }]),
    sendEdu: (destinations, json) => federation.queue.enqueue(destinations, [{ kind: "edu", json }]),
    federation: federation.client,
    handshakes: federation.handshakes,
    entries: new EntriesUnderWay({ shared: store.sharedEntries }),
    keys: federation.keys,
    ownKeys: federation.own,
    inbox: federation.inbox,
    limits,
    answers: new AnswersAtOnce(),
    tokens: new TokenCache(store, now),
    work,
    earlyReceipts: new EarlyReceipts({ announce, store, writer }),
    remoteLists: new RemoteLists({ federation: federation.client, store, work }),
    profiles,
    typing: new Typing(),
    now,
    log,
  };
  return { context, federation, progress, metrics };
}

/** Loaded only where they are asked for, as they take a while. */
async function createMetrics(): Promise<Metrics> {
  const loaded = await import("../metrics/metrics.js");
  return new loaded.Metrics();
}
