/** `knockgen serve`: runs the knock server until it is told to stop. */
import { isIP } from "node:net";
import { type Command, InvalidArgumentError, Option } from "commander";
import type { CommandRecord } from "../command.js";
import { missing } from "../optional-package.js";
import { systemError } from "../system-error.js";

interface ServeFlags {
  readonly serverName: string;
  readonly host: string;
  readonly port: number;
  readonly federationPort?: number;
  readonly metricsPort?: number;
  readonly metricsHost: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly ca?: readonly string[];
  readonly delegate?: string;
  readonly clientUrl?: string;
  readonly turnUri?: readonly string[];
  readonly supportPage?: string;
  readonly admin?: string;
  readonly data: string;
  readonly memory?: boolean;
  readonly registration: "open" | "closed";
  readonly allowPrivateAddresses?: boolean;
  readonly autoAcceptKnocks?: boolean;
  readonly legacyMentions?: boolean;
  readonly rateLimits: boolean;
  readonly rateLimit?: ReadonlyMap<string, Rate>;
  readonly trustedProxy?: readonly string[];
}

interface Rate {
  readonly burst: number;
  readonly perSecond: number;
}

const RATE = /^(\w+)=(\d+),(\d+(?:\.\d+)?)$/;

/** `knock=20,0.2`: twenty at once, then one each five seconds. */
function rate(text: string, before: ReadonlyMap<string, Rate> = new Map()): ReadonlyMap<string, Rate> {
  const [, name = "", burst, perSecond] = RATE.exec(text) ?? [];
  const given = { burst: Number(burst), perSecond: Number(perSecond) };
  if (!(given.burst >= 1 && given.perSecond > 0))
    throw new InvalidArgumentError("not NAME=BURST,PER_SECOND, as in knock=20,0.2");
  return new Map([...before, [name, given]]);
}

/** An address, or a block of them. */
function proxy(text: string, before: readonly string[] = []): readonly string[] {
  const [address = "", length, ...more] = text.split("/");
  const bits = isIP(address) === 4 ? 32 : 128;
  const fits = length === undefined || (/^\d{1,3}$/.test(length) && Number(length) <= bits);
  if (isIP(address) === 0 || !fits || more.length > 0)
    throw new InvalidArgumentError("not an address or a CIDR block");
  return [...before, text];
}

function port(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 65_535) throw new InvalidArgumentError("not a port");
  return value;
}

function webUrl(text: string): string {
  if (!/^https?:$/.test(URL.canParse(text) ? new URL(text).protocol : ""))
    throw new InvalidArgumentError("not a URL of the web");
  return text;
}

function admin(text: string): string {
  if (!/^(?:@\S+:\S+|[^@\s]+@[^@\s]+)$/.test(text))
    throw new InvalidArgumentError("neither a user ID nor an email address");
  return text;
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

async function serve(flags: ServeFlags, command: Command): Promise<void> {
  const { tlsCert: cert, tlsKey: key, federationPort } = flags;
  if ((federationPort !== undefined || cert !== undefined || key !== undefined) && !(cert && key))
    command.error("error: --federation-port needs --tls-cert and --tls-key");
  const [{ createServer, jsonLog, LIMIT_NAMES }, { isServerName }] = await Promise.all([
    import("@knockgen/server").catch(missing(command, "@knockgen/server")),
    import("@knockgen/auth"),
  ]);
  for (const name of [flags.serverName, ...(flags.delegate === undefined ? [] : [flags.delegate])])
    if (!isServerName(name)) command.error(`error: ${name} is not a server name`);
  if (flags.turnUri && !process.env.TURN_SECRET)
    command.error("error: --turn-uri needs TURN_SECRET in the environment");
  const limits: Record<string, Rate> = {};
  for (const [name, given] of flags.rateLimit ?? []) {
    if (!LIMIT_NAMES.some((known) => known === name))
      command.error(`error: there is no limit ${name}, but ${LIMIT_NAMES.join(", ")}`);
    limits[`${name}Rate`] = given;
  }
  const log = jsonLog((line) => process.stderr.write(line));
  const databaseUrl = process.env.DATABASE_URL;
  const server = await createServer({
    config: {
      serverName: flags.serverName,
      registration: flags.registration,
      autoAcceptKnocks: flags.autoAcceptKnocks ?? false,
      legacyMentions: flags.legacyMentions ?? false,
      delegate: flags.delegate,
      clientUrl: flags.clientUrl,
      turn: flags.turnUri && { uris: flags.turnUri, secret: process.env.TURN_SECRET ?? "" },
      support: { page: flags.supportPage, admin: flags.admin },
      rateLimits: flags.rateLimits,
      ...limits,
      trustedProxies: flags.trustedProxy ?? [],
    },
    store: flags.memory ? {} : databaseUrl ? { databaseUrl } : { folder: flags.data },
    client: { host: flags.host, port: flags.port },
    federation:
      cert && key ? { host: flags.host, port: federationPort ?? 8448, tls: { cert, key } } : undefined,
    metrics:
      flags.metricsPort === undefined ? undefined : { host: flags.metricsHost, port: flags.metricsPort },
    caFiles: flags.ca ?? [],
    outgoing: { allowPrivateAddresses: flags.allowPrivateAddresses ?? false },
    log,
  }).catch(systemError(command));
  const servers = server.federationPort === undefined ? "" : `, servers at port ${server.federationPort}`;
  process.stdout.write(
    `${server.serverName} is ready: clients at http://${flags.host}:${server.clientPort}${servers}\n`,
  );
  const stop = (signal: string): void => {
    log("info", "stopping", { signal });
    server.close().then(
      () => process.exit(0),
      (error: unknown) => {
        log("error", "stopping failed", { error: error instanceof Error ? error : String(error) });
        process.exit(1);
      },
    );
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
}

/** The record of the command. */
export const command: CommandRecord = {
  name: "serve",
  usage: "serve --server-name NAME",
  summary: "run the knock server; with DATABASE_URL on that PostgreSQL server",
  define(command: Command): void {
    command

      .requiredOption("--server-name <name>", "what user IDs end in, with the port where it is not 8448")
      .option("--host <address>", "address to listen at", "127.0.0.1")
      .option("--port <port>", "port for clients", port, 8008)
      .option("--federation-port <port>", "port for other servers, with TLS (8448)", port)
      .option("--metrics-port <port>", "port for Prometheus, at /metrics; without it there is none", port)
      .option("--metrics-host <address>", "address to listen at for it", "127.0.0.1")
      .option("--tls-cert <file>", "certificate in PEM, with its chain")
      .option("--tls-key <file>", "its private key")
      .option("--delegate <host:port>", "where other servers are to go, for /.well-known/matrix/server")
      .option("--client-url <url>", "where clients are to go, for /.well-known/matrix/client", webUrl)
      .option(
        "--turn-uri <uri>",
        "TURN server for calls, its secret in TURN_SECRET; may be repeated",
        collect,
      )
      .option("--support-page <url>", "page with help, for /.well-known/matrix/support", webUrl)
      .option("--admin <id>", "user ID or email address of who runs the server, for the same", admin)
      .option("--ca <file>", "authority to trust besides the usual; may be repeated", collect)
      .addOption(new Option("--data <folder>", "folder of the embedded database").default("knockgen-data"))
      .addOption(new Option("--memory", "keep nothing").conflicts("data"))
      .addOption(
        new Option("--registration <who>", "whether strangers may open accounts")
          .choices(["open", "closed"])
          .default("closed"),
      )
      .option("--allow-private-addresses", "call servers on loopback and in private networks too")
      .option("--auto-accept-knocks", "join for users whose knock is answered by an invite")
      .option("--legacy-mentions", "names in the text of messages are mentions too, as before 1.17")
      .option("--rate-limit <name=burst,per-second>", "another limit than the usual; may be repeated", rate)
      .option("--no-rate-limits", "no limits but those that are given, as for tests")
      .option(
        "--trusted-proxy <cidr>",
        "reverse proxy whose X-Forwarded-For is believed; may be repeated",
        proxy,
      )
      .action(serve);
  },
};
