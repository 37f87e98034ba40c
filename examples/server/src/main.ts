/** Starts the server with the accounts that the environment names. */
import { matrixRoutes, matrixServerOptions } from "@knockgen/matrix/runtime/fastify";
import { mount } from "@knockgen/matrix/runtime/mount";
import Fastify from "fastify";
import { Accounts } from "./accounts.js";
import { createHandlers } from "./handlers.js";

const { SERVER_NAME = "localhost", ACCOUNTS = "", PORT = "8008" } = process.env;
const accounts = new Accounts(SERVER_NAME, ACCOUNTS);
const app = Fastify(matrixServerOptions);
await app.register(matrixRoutes, {
  apis: [
    mount({
      handlers: createHandlers(accounts),
      authenticate: (credential) => accounts.authenticate(credential),
    }),
  ],
});
console.log(`listens at ${await app.listen({ port: Number(PORT) })}`);
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void app.close());
