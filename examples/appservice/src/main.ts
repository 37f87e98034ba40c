/** Starts the service, or makes its registration where there is none. */
import { existsSync } from "node:fs";
import { fileLog, newRegistration, readRegistration, writeRegistration } from "@knockgen/appservice";
import { matrixRoutes, matrixServerOptions } from "@knockgen/matrix/runtime/fastify";
import Fastify from "fastify";
import { echoService } from "./service.js";

const FILE = "registration.yaml";
const { HOMESERVER, SERVER_NAME, PORT = "9000" } = process.env;
if (HOMESERVER === undefined || SERVER_NAME === undefined) {
  console.error("Set HOMESERVER and SERVER_NAME.");
  process.exit(2);
}
if (existsSync(FILE)) {
  const service = echoService(
    await readRegistration(FILE),
    { url: HOMESERVER, serverName: SERVER_NAME },
    fileLog("transactions.json"),
  );
  const app = Fastify(matrixServerOptions);
  await app.register(matrixRoutes, service.server);
  const address = await app.listen({ port: Number(PORT) });
  console.log(`${service.userId} listens at ${address}`);
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void app.close());
} else {
  const users = [{ regex: `@echo_.*:${SERVER_NAME.replaceAll(".", "\\.")}`, exclusive: true }];
  await writeRegistration(
    FILE,
    newRegistration({
      id: "echo",
      url: `http://127.0.0.1:${PORT}`,
      sender_localpart: "echo",
      namespaces: { users },
    }),
  );
  console.log(`${FILE} is written: give a copy to the homeserver, and start again.`);
}
