/** `knockgen serve`: runs the knock server until it is told to stop. */
import { type Command, Option } from "commander";
import type { CommandRecord } from "../command.js";
import { collect, port } from "../flag-values.js";
import { missing } from "../optional-package.js";
import { admin, proxy, rate, webUrl } from "../serve/flag-values.js";
import { problemOf, type ServeFlags, serverOptions } from "../serve/server-options.js";
import { dataOption } from "../serve/store-place.js";
import { systemError } from "../system-error.js";

async function serve(flags: ServeFlags, command: Command): Promise<void> {
  // Answers are held against the specification while a server is developed; users would wait twice as long for large ones.
  process.env.NODE_ENV ??= "production";
  const [{ createServer, jsonLog, LIMIT_NAMES }, { isServerName }] = await Promise.all([
    import("@knockgen/server").catch(missing(command, "@knockgen/server")),
    import("@knockgen/auth"),
  ]);
  const secrets = { turn: process.env.TURN_SECRET };
  const problem = problemOf(flags, secrets, { isServerName, limits: LIMIT_NAMES });
  if (problem !== undefined) command.error(`error: ${problem}`);
  const log = jsonLog((line) => process.stderr.write(line));
  const options = { ...serverOptions(flags, secrets), log };
  const server = await createServer(options).catch(systemError(command));
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
  // From this line on it may be told to stop.
  const servers = server.federationPort === undefined ? "" : `, servers at port ${server.federationPort}`;
  process.stdout.write(
    `${server.serverName} is ready: clients at http://${flags.host}:${server.clientPort}${servers}\n`,
  );
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
      .addOption(dataOption())
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
