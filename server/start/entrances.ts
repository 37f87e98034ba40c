/** Where others come in: the APIs, and the listeners for clients, for servers and for what looks after the server. */
import { type Mounted, mount } from "@knockgen/matrix/runtime/mount";
import { fewLargeAtOnce } from "../answers/large-operations.js";
import { offerBackups } from "../backup.js";
import { Arriving } from "../bounds/arriving.js";
import { earlierHandlers as earlierClientHandlers } from "../client-server/earlier.js";
import { clientServerHandlers } from "../client-server/handlers.js";
import { pushRulePaths } from "../client-server/push/push-rule-paths.js";
import { authenticateClient } from "../client-server/sessions/authenticate.js";
import { LastCalls } from "../client-server/sessions/last-calls.js";
import { forCallers } from "../federation/transport/for-callers.js";
import { type Address, type Listener, listen, type Observed } from "../http/listen.js";
import { withinLimits } from "../limits/limit-writes.js";
import { measured } from "../metrics/measured.js";
import { listenForMetrics } from "../metrics/metrics-listener.js";
import { caughtUp } from "../progress.js";
import { earlierHandlers } from "../server-server/earlier.js";
import { serverServerHandlers } from "../server-server/handlers.js";
import { asWork } from "../work.js";
import type { Parts } from "./make-parts.js";
import type { CreateServerOptions } from "./options.js";

/** Ports that were opened. */
export interface Ports {
  readonly clientPort: number;
  readonly federationPort: number | undefined;
  readonly metricsPort: number | undefined;
}

/** Opens all that are asked for. Each is in `listeners` as soon as it is open, to be closed if the next one cannot be. */
export async function openEntrances(
  options: CreateServerOptions,
  parts: Parts,
  tls: Address["tls"],
  listeners: Listener[],
): Promise<Ports> {
  const { config, log, store } = parts.context;
  const { client, federation, metrics } = options;
  const apis = mountApis(parts);
  const open = async (opening: Promise<Listener>): Promise<number> => {
    const listener = await opening;
    listeners.push(listener);
    return listener.port;
  };
  const { trustedProxies } = config;
  const common = { trustedProxies, checkAnswers: options.checkAnswers, arriving: new Arriving() };
  const observe = ({ method, path, status }: Observed): void => parts.metrics?.answered(method, path, status);
  const observeServers = (seen: Observed): void => {
    observe(seen);
    options.onFederationRequest?.(seen);
  };
  const clientPort = await open(listen({ ...client, ...common }, apis, log, observe));
  const federationPort =
    federation && tls && (await open(listen({ ...federation, tls, ...common }, apis, log, observeServers)));
  if (options.store?.folder !== undefined && options.store.databaseUrl === undefined)
    await open(offerBackups(options.store.folder, store, log));
  const metricsPort = metrics && parts.metrics && (await open(listenForMetrics(metrics, parts.metrics, log)));
  return { clientPort, federationPort, metricsPort };
}

/** Each operation is work that closing waits for, within the limits of who asks, and begins when all is known that was answered before. */
function mountApis({ context, federation, metrics, progress }: Parts): readonly Mounted[] {
  const authenticate = authenticateClient(context.tokens, new LastCalls(context), progress);
  return [
    mount({ handlers: clientServerHandlers(context), authenticate }),
    mount({ handlers: earlierClientHandlers(context), authenticate }),
    mount({ handlers: pushRulePaths(context), authenticate }),
    mount({ handlers: serverServerHandlers(context), authenticate: federation.authenticate }),
    mount({ handlers: earlierHandlers(context), authenticate: federation.authenticate }),
  ]
    .map((api) => caughtUp(progress, fewLargeAtOnce(context.answers, api)))
    .map((api) => asWork(context.work, withinLimits(context.limits, forCallers(api))))
    .map((api) => (metrics === undefined ? api : measured(metrics, api)));
}
