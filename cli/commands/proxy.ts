/** `knockgen proxy --target URL`: stands between clients and a server, and reports where they depart from the specification. */
import { type Command, InvalidArgumentError } from "commander";
import type { CommandRecord } from "../command.js";
import { port, wholeNumber } from "../flag-values.js";
import { addInspectOptions, serverUrl } from "../inspect/run-options.js";
import type { ProxyFlags } from "../inspect/run-proxy.js";

function certificate(text: string): { readonly cert: string; readonly key: string } {
  const [cert = "", key = "", ...more] = text.split(",");
  if (cert === "" || key === "" || more.length > 0)
    throw new InvalidArgumentError("it takes two files, CERT,KEY");
  return { cert, key };
}

interface Flags extends Omit<ProxyFlags, "target"> {
  readonly target?: string;
  readonly replay?: string;
}

/** The record of the command. */
export const command: CommandRecord = {
  name: "proxy",
  usage: "proxy --target URL [-- COMMAND]",
  summary: "stand between clients and a server, and report where either departs from the specification",
  define(command: Command): void {
    command
      .description(
        "pass everything on unchanged, and report each departure once: on a signal, or when COMMAND has ended, which finds the proxy " +
          "in KNOCKGEN_PROXY_URL or as {url} in its arguments; the exit code is COMMAND's, or 1 where findings reach --fail-on",
      )
      .argument("[command...]", "run this behind the proxy, such as a test suite")
      .option("--target <url>", "the server to pass requests on to", serverUrl)
      .option("--replay <file>", "judge a recording instead, HAR of --record or of a browser")
      .option("--port <number>", "where to listen", port, 0)
      .option("--host <address>", "where to listen", "127.0.0.1")
      .option(
        "--tls <cert,key>",
        "certificate and key in PEM, to listen with TLS, as federation needs",
        certificate,
      )
      .option("--ca <file>", "authorities in PEM to trust for the target")
      .option("--record <file>", "write what passes as HAR, without secrets and texts")
      .option("--enforce", "answer requests that depart with 400 instead of passing them on")
      .option("--max-body <bytes>", "size up to which a body is judged (default: 8388608)", wholeNumber(0));
    addInspectOptions(command).action(async (line: string[], { replay, target, ...flags }: Flags) => {
      if (replay !== undefined) {
        if (target !== undefined || line.length > 0 || flags.record !== undefined || flags.enforce === true)
          command.error(
            "error: --replay judges a recording; it takes no --target, --record, --enforce or command",
          );
        const { runJudge } = await import("../inspect/run-judge.js");
        process.exitCode = await runJudge(replay, flags, command);
        return;
      }
      if (target === undefined)
        command.error("error: name the server with --target, or a recording with --replay");
      const { runProxy } = await import("../inspect/run-proxy.js");
      process.exitCode = await runProxy(line, { ...flags, target }, command);
    });
  },
};
