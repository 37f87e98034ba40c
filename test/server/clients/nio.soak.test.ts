/** matrix-nio, which has a client of its own and a crypto of its own (libolm): an encrypted room that one knocks at, on two servers. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { Client } from "../support/client.js";
import { PASSWORD, startServer } from "../support/servers.js";

const run = promisify(execFile);
/** Debian's, for which it has the library. */
const PYTHON = "/usr/bin/python3";

const hasNio: boolean = await run(PYTHON, ["-c", "import nio.crypto, peewee"]).then(
  () => true,
  () => false,
);
if (!hasNio) console.warn("skipped: needs matrix-nio (apt-get install python3-matrix-nio)");

/** Without a device: the library takes no list in which one has no name. Gives the user's ID. */
async function register(url: string, username: string): Promise<string> {
  const body = { username, password: PASSWORD, inhibit_login: true, auth: { type: "m.login.dummy" } };
  return (await new Client(url, undefined, "").ok("POST", "/register", body)).user_id;
}

it.skipIf(!hasNio)(
  "C1 matrix-nio: a knock, an encrypted room, a verified device, across two servers",
  async () => {
    const servers = await Promise.all([startServer(), startServer()]);
    try {
      const users = [];
      for (const [at, server] of servers.entries())
        users.push(server.url, await register(server.url, `nio${at}`));
      const { stdout } = await run(PYTHON, [join(import.meta.dirname, "../support/nio-day.py"), ...users]);
      expect(JSON.parse(stdout)).toEqual({
        failed: [],
        read: ["a question", "an answer"],
        verified: true,
      });
    } finally {
      for (const server of servers) await server.close();
    }
  },
);
