/** Starts the bot with what the environment says. */
import { runBot } from "./bot.js";

const { HOMESERVER, USERNAME, PASSWORD } = process.env;
if (HOMESERVER === undefined || USERNAME === undefined || PASSWORD === undefined) {
  console.error("Set HOMESERVER, USERNAME and PASSWORD.");
  process.exit(2);
}
const ending = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => ending.abort());
await runBot({ baseUrl: HOMESERVER, username: USERNAME, password: PASSWORD, signal: ending.signal });
