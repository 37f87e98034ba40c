/** A server that is killed and started again on what it had kept: in PostgreSQL where there is one, else in a folder. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "./client.js";
import { hasPostgres, postgresSchema } from "./postgres.js";
import { killProcess, type ServerProcess, startProcess } from "./process.js";
import { freePort } from "./servers.js";
import { testAuthority } from "./tls.js";

/** One and the same server, in a process after the other. */
export interface Killable {
  /** A new account, and its client, which has to be made anew after each start. */
  readonly register: (username: string) => Promise<() => Client>;
  readonly kill: () => Promise<unknown>;
  readonly start: () => Promise<void>;
}

/** Runs a test with a server of that name, on a store of its own that is removed afterwards. */
export async function withKillable(
  serverName: string,
  options: readonly string[],
  test: (server: Killable) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "knockgen-kill-"));
  const schema = (await hasPostgres()) ? await postgresSchema() : undefined;
  // Those that processes count together outlive them.
  const all = ["--registration", "open", "--no-rate-limits", "--data", join(folder, "db"), ...options];
  const begin = (): Promise<ServerProcess> => startProcess(serverName, all, schema?.url);
  try {
    let running = await begin();
    await test({
      register: async (username) => {
        const { access_token, user_id } = await new Client(running.url, undefined, "").ok(
          "POST",
          "/register",
          {
            username,
            auth: { type: "m.login.dummy" },
          },
        );
        return () => new Client(running.url, access_token, user_id);
      },
      kill: () => killProcess(running),
      start: async () => {
        running = await begin();
      },
    });
    await killProcess(running);
  } finally {
    await schema?.drop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** One that takes part in the federation of tests. */
export async function withKillablePeer(test: (server: Killable) => Promise<void>): Promise<void> {
  const port = await freePort();
  const { certFile, keyFile } = testAuthority().certificate();
  const options = [
    ...["--federation-port", String(port), "--tls-cert", certFile, "--tls-key", keyFile],
    ...["--ca", testAuthority().caFile, "--allow-private-addresses"],
  ];
  await withKillable(`127.0.0.1:${port}`, options, test);
}
