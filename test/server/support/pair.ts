/** Start of most tests of federation: a server with a user of its own, and a fake server that it trusts. */
import { afterAll } from "vitest";
import type { Client } from "./client.js";
import { type FakeServer, startFakeServer } from "./fake-server.js";
import { startServer, type TestServer } from "./servers.js";
import { testAuthority } from "./tls.js";

export interface Pair {
  readonly hs: TestServer;
  readonly fake: FakeServer;
  readonly alice: Client;
}

/** Starts both for the tests of one file, and closes them after the last. */
export async function startPair(): Promise<Pair> {
  const hs = await startServer();
  afterAll(() => hs.close());
  const fake = await startFakeServer({ authority: testAuthority() });
  afterAll(() => fake.close());
  return { hs, fake, alice: await hs.user("alice") };
}
