/** `knockgen serve`: runs the knock server until it is told to stop. */
import { type Command, InvalidArgumentError, Option } from "commander";
import type { CommandRecord } from "../command.js";
import { missing } from "../optional-package.js";
import { systemError } from "../system-error.js";

interface ServeFlags {
  readonly serverName: string;
  readonly host: string;
  readonly port: number;
  readonly federationPort?: number;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly ca?: readonly string[];
  readonly delegate?: string;
  readonly clientUrl?: string;
  readonly data: string;
  readonly memory?: boolean;
  readonly registration: "open" | "closed";
  readonly allowPrivateAddresses?: boolean;
  readonly autoAcceptKnocks?: boolean;
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

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

async function serve(flags: ServeFlags, command: Command): Promise<void> {
  const { tlsCert: cert, tlsKey: key, federationPort } = flags;
  if ((federationPort !== undefined || cert !== undefined || key !== undefined) && !(cert && key))
    command.error("error: --federation-port needs --tls-cert and --tls-key");
  const [{ createServer, jsonLog }, { isServerName }] = await Promise.all([
    import("@knockgen/server").catch(missing(command, "@knockgen/server")),
    import("@knockgen/auth"),
  ]);
  for (const name of [flags.serverName, ...(flags.delegate === undefined ? [] : [flags.delegate])])
    if (!isServerName(name)) command.error(`error: ${name} is not a server name`);
  const log = jsonLog((line) => process.stderr.write(line));
  const databaseUrl = process.env.DATABASE_URL;
  const server = await createServer({
    config: {
      serverName: flags.serverName,
      registration: flags.registration,
      autoAcceptKnocks: flags.autoAcceptKnocks ?? false,
      delegate: flags.delegate,
      clientUrl: flags.clientUrl,
    },
    store: flags.memory ? {} : databaseUrl ? { databaseUrl } : { folder: flags.data },
    client: { host: flags.host, port: flags.port },
    federation:
      cert && key ? { host: flags.host, port: federationPort ?? 8448, tls: { cert, key } } : undefined,
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
      .option("--tls-cert <file>", "certificate in PEM, with its chain")
      .option("--tls-key <file>", "its private key")
      .option("--delegate <host:port>", "where other servers are to go, for /.well-known/matrix/server")
      .option("--client-url <url>", "where clients are to go, for /.well-known/matrix/client", webUrl)
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
      .action(serve);
  },
};
