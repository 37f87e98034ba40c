/** Two servers in two network namespaces: a line that is slow and loses packets, and one that is cut. */
import { expect, it } from "vitest";
import { Client } from "../support/client.js";
import { layNetwork, type NetworkEnd } from "../support/namespaces.js";
import { killProcess, type ServerProcess, startProcess } from "../support/process.js";
import { testAuthority } from "../support/tls.js";

const PORT = 8448;
const network = process.platform === "linux" ? layNetwork() : undefined;
if (network === undefined)
  console.warn("skipped: federation over a bad network, as network namespaces are not allowed here");

async function startIn({ name, address, clientAddress }: NetworkEnd): Promise<ServerProcess> {
  const { certFile, keyFile } = testAuthority().certificate([address]);
  const started = await startProcess(
    `${address}:${PORT}`,
    [
      ...["--host", "0.0.0.0", "--memory", "--registration", "open", "--no-rate-limits"],
      ...["--federation-port", String(PORT), "--tls-cert", certFile, "--tls-key", keyFile],
      ...["--ca", testAuthority().caFile, "--allow-private-addresses"],
    ],
    undefined,
    ["ip", "netns", "exec", name],
  );
  return { ...started, url: started.url.replace("0.0.0.0", clientAddress) };
}

async function register({ url }: ServerProcess, username: string): Promise<Client> {
  const body = { username, auth: { type: "m.login.dummy" } };
  const { access_token, user_id } = await new Client(url, undefined, "").ok("POST", "/register", body);
  return new Client(url, access_token, user_id);
}

const inRoom = (room: string, rest: string): string => `/rooms/${encodeURIComponent(room)}/${rest}`;

/** Says some things, one after the other. */
async function say(by: Client, room: string, texts: readonly string[]): Promise<void> {
  for (const body of texts)
    await by.ok("PUT", inRoom(room, `send/m.room.message/${encodeURIComponent(body)}`), {
      msgtype: "m.text",
      body,
    });
}

/** Messages as a client that follows gets to know of them, until all that are named are there. */
async function heard(by: Client, room: string, texts: readonly string[], since: string): Promise<string[]> {
  const found: string[] = [];
  let token = since;
  for (const end = Date.now() + 180_000; !texts.every((text) => found.includes(text)) && Date.now() < end; ) {
    const body = await by.sync(token, 2_000);
    token = body.next_batch;
    const { events = [], limited } = body.rooms?.join?.[room]?.timeline ?? {};
    // A timeline that begins anew leaves the rest to be asked for.
    const { chunk = [] } = limited ? await by.ok("GET", inRoom(room, "messages?dir=b&limit=100")) : {};
    for (const { type, content } of [...[...chunk].reverse(), ...events])
      if (type === "m.room.message" && !found.includes(content.body)) found.push(content.body);
  }
  return found;
}

/** Every message of a room, oldest first, repeats included. */
async function history(by: Client, room: string): Promise<string[]> {
  const { chunk } = await by.ok("GET", inRoom(room, "messages?dir=b&limit=500"));
  const messages = chunk.filter(({ type }: { type: string }) => type === "m.room.message");
  return messages.map(({ content }: { content: { body: string } }) => content.body).reverse();
}

const numbered = (name: string, count: number): string[] =>
  Array.from({ length: count }, (_, at) => `${name} ${at}`);

it.skipIf(network === undefined)(
  "messages and state of both sides arrive once each, over a bad line and after a cut",
  { timeout: 600_000 },
  async () => {
    if (network === undefined) return;
    const servers: ServerProcess[] = [];
    try {
      console.warn(`The line: ${network.worsen()}`);
      for (const end of network.ends) servers.push(await startIn(end));
      const [here, there] = servers;
      if (here === undefined || there === undefined) throw new Error("a server is missing");
      const [alice, bob, carol] = await Promise.all([
        register(here, "alice"),
        register(there, "bob"),
        register(there, "carol"),
      ]);
      const room = await alice.createRoom({
        initial_state: [{ type: "m.room.join_rules", content: { join_rule: "knock" } }],
        power_level_content_override: { users_default: 50 },
      });
      const other = await alice.createRoom({
        initial_state: [{ type: "m.room.join_rules", content: { join_rule: "knock" } }],
      });
      const via = `${network.ends[0].address}:${PORT}`;

      // A bad line: slow, but everything works.
      expect((await bob.knock(room, via, "let me in")).status).toBe(200);
      await alice.see(room, bob.userId, "knock");
      await alice.act(room, "invite", bob.userId);
      await bob.see(room, bob.userId, "invite");
      expect((await bob.join(room, via)).status).toBe(200);
      await alice.see(room, bob.userId, "join");
      const [aliceAt, bobAt] = [(await alice.sync()).next_batch, (await bob.sync()).next_batch];
      const [early, late] = [numbered("alice", 30), numbered("bob", 30)];
      await Promise.all([say(alice, room, early), say(bob, room, late)]);
      const at = await Promise.all([
        heard(alice, room, [...early, ...late], aliceAt),
        heard(bob, room, [...early, ...late], bobAt),
      ]);
      for (const texts of at) {
        expect(texts.filter((text) => text.startsWith("alice"))).toEqual(early);
        expect(texts.filter((text) => text.startsWith("bob"))).toEqual(late);
      }

      // A cut: both sides go on, and who needs the other side is told so.
      network.cut();
      const [aliceCut, bobCut] = [(await alice.sync()).next_batch, (await bob.sync()).next_batch];
      const [apart, alone] = [numbered("alice apart", 20), numbered("bob apart", 20)];
      await Promise.all([say(alice, room, apart), say(bob, room, alone)]);
      await alice.setState(room, "m.room.topic", { topic: "of alice" });
      await bob.setState(room, "m.room.topic", { topic: "of bob" });
      await bob.setState(room, "m.room.name", { name: "named by bob" });
      const refused = await carol.knock(other, via, "in vain");
      expect(refused.status).toBe(502);
      expect(refused.body.errcode).toMatch(/^M_/);
      expect((await history(alice, room)).filter((text) => text.startsWith("bob apart"))).toEqual([]);

      // Mended: both sides hold the same.
      network.mend();
      await Promise.all([say(alice, room, ["alice again"]), say(bob, room, ["bob again"])]);
      const all = [...early, ...late, ...apart, ...alone, "alice again", "bob again"];
      await Promise.all([heard(alice, room, all, aliceCut), heard(bob, room, all, bobCut)]);
      for (const user of [alice, bob]) expect((await history(user, room)).sort()).toEqual([...all].sort());
      const topics = async (): Promise<unknown[]> =>
        Promise.all(
          [alice, bob].map(async (user) => (await user.get(inRoom(room, "state/m.room.topic"))).body),
        );
      await expect
        .poll(async () => new Set((await topics()).map((topic) => JSON.stringify(topic))).size)
        .toBe(1);
      expect((await alice.get(inRoom(room, "state/m.room.name"))).body).toEqual({ name: "named by bob" });
      expect((await carol.knock(other, via, "at last")).status).toBe(200);
      await alice.see(other, carol.userId, "knock");
    } finally {
      for (const server of servers) await killProcess(server);
      network.remove();
    }
  },
);
