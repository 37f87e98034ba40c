/** Starts a server: its parts are made, told of changes, opened to others, and closed in the end. */
import { readAuthorities, tlsListenerOptions } from "../federation/incoming/tls-listener.js";
import type { Address, Listener } from "../http/listen.js";
import { doTasks } from "../membership/account-tasks.js";
import { ofAnotherServer } from "../store/database/unusable.js";
import { openStore } from "../store/open.js";
import type { Store } from "../store/store.js";
import { closeAll } from "./close.js";
import { openEntrances, type Ports } from "./entrances.js";
import { followChanges } from "./follow-changes.js";
import { repeatTasks } from "./in-background.js";
import { makeParts } from "./make-parts.js";
import type { CreateServerOptions } from "./options.js";

/** A server that runs. */
export interface KnockServer extends Ports {
  readonly serverName: string;
  /** Stops listening, finishes what was begun, closes the store. */
  close(): Promise<void>;
}

/** Starts a server. */
export async function createServer(options: CreateServerOptions): Promise<KnockServer> {
  const tls = options.federation && (await tlsListenerOptions(options.federation.tls));
  const ca = await Promise.all((options.caFiles ?? []).map(readAuthorities));
  const store = await openStore({ now: options.now, ...options.store });
  const listeners: Listener[] = [];
  try {
    const { serverName } = options.config;
    const other = await store.otherServer(serverName);
    if (other !== undefined) throw ofAnotherServer(other, serverName);
    return await start(options, { tls, ca, store, listeners });
  } catch (error) {
    for (const listener of listeners) listener.destroy();
    await Promise.all(listeners.map((listener) => listener.close()));
    await store.close();
    throw error;
  }
}

/** Opened before, or while starting, and to be closed again if the rest cannot start. */
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
  const parts = await makeParts(options, store, ca);
  const { context, federation, progress } = parts;
  followChanges(parts);
  const ports = await openEntrances(options, parts, tls, listeners);
  await federation.start();
  doTasks(context);
  const tasks = repeatTasks(context);
  let closed: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closed ??= closeAll({
      listeners,
      work: context.work,
      federation,
      background: [...tasks, progress],
      wake: () => context.notifier.notify(context.notifier.position),
      settle: () => context.writer.idle(),
      store,
    });
    return closed;
  };
  return { serverName: context.serverName, ...ports, close };
}
