/** Servers whose connections can be cut: others reach them through a cable, and try again soon. */
import type { Cable } from "./cable.js";
import { startServer, type TestServer } from "./servers.js";

/** A server at the end of a cable. */
export async function behind(cable: Cable): Promise<TestServer> {
  const server = await startServer({
    config: { serverName: `127.0.0.1:${cable.port}` },
    outgoing: {
      allowPrivateAddresses: true,
      timeoutMs: 2_000,
      backOff: { firstMs: 50, maxMs: 300 },
      wakeEveryMs: 50,
    },
  });
  cable.plug(server.federationPort ?? 0);
  return server;
}
