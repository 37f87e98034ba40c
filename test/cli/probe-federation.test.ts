/** The probe of the federation API: nothing against our own server, and what a server takes that checks nothing. */
import { expect, onTestFinished, test } from "vitest";
import { probeFederation } from "../../cli/probe/probe-federation.js";
import { printFinding } from "../../inspect/report/terminal.js";
import { startFakeServer } from "../server/support/fake-server.js";
import { startServer } from "../server/support/servers.js";
import { testAuthority } from "../server/support/tls.js";
import { serve } from "../support/serve.js";

const asked = { budget: 100, rate: 1000 };

async function signer() {
  const { name, key, close } = await startFakeServer({ authority: testAuthority() }).then((fake) => ({
    name: fake.name,
    key: fake.key,
    close: () => fake.close(),
  }));
  onTestFinished(close);
  return { name, key };
}

test("our own server: nothing", async () => {
  const server = await startServer();
  onTestFinished(() => server.close());
  const { report } = await probeFederation({ ...asked, url: server.url, signer: await signer() });
  expect(report.findings.map(printFinding)).toEqual([]);
  expect([report.exchanges, report.notes]).toEqual([15, []]);
  expect(report.operations.map(({ operation }) => operation)).toEqual([
    "server-server/getServerKey",
    "server-server/getVersion",
    "server-server/makeKnock",
    "server-server/queryProfile",
    "server-server/queryRoomDirectory",
  ]);
});

test("without a key, or with one that the server cannot fetch, nothing more is held against it", async () => {
  const server = await startServer();
  onTestFinished(() => server.close());
  const unsigned = await probeFederation({ ...asked, url: server.url });
  expect([unsigned.report.findings, unsigned.report.exchanges]).toEqual([[], 3]);
  expect(unsigned.report.notes[0]).toMatch(/nothing was signed/);
  const { key } = await signer();
  const stranger = { name: "127.0.0.1:9", key };
  const { report } = await probeFederation({ ...asked, url: server.url, signer: stranger });
  expect(report.findings).toEqual([]);
  expect(report.notes[0]).toMatch(/must be able to fetch its key/);
});

test("a server that takes everything, and fails at a knock", async () => {
  const url = await serve((request, response) => {
    const isKnock = request.url?.includes("make_knock");
    const isKey = request.url?.startsWith("/_matrix/key");
    response.writeHead(isKnock ? 500 : 200, { "Content-Type": "application/json" });
    const keys = { server_name: "careless.example", valid_until_ts: 1, verify_keys: {}, signatures: {} };
    response.end(JSON.stringify(isKnock ? { errcode: "M_UNKNOWN", error: "Oops" } : isKey ? keys : {}));
  });
  const { report, curl } = await probeFederation({ ...asked, url, signer: await signer() });
  const found = report.findings.map(({ id }) => id.replace("server-server/", ""));
  expect(found.filter((id) => id.includes(":probe:"))).toEqual([
    "makeKnock:server:probe:path/roomId#crash@names-a-room-that-is-not-there",
    "makeKnock:server:probe:path/userId#crash@names-a-user-of-another-server",
    "queryProfile:server:probe:header/Authorization#accepted@bears-a-wrong-signature",
    "queryProfile:server:probe:header/Authorization#accepted@bears-no-signature",
    "queryProfile:server:probe:header/Authorization#accepted@is-signed-for-another-server",
    "queryProfile:server:probe:query/user_id#accepted@has-a-text-that-is-not-a-user-ID",
    "queryProfile:server:probe:query/user_id#accepted@has-a-user-of-another-server",
    "queryProfile:server:probe:query/user_id#accepted@is-missing",
    "queryRoomDirectory:server:probe:query/room_alias#accepted@has-a-text-that-is-not-an-alias",
    "queryRoomDirectory:server:probe:query/room_alias#accepted@is-missing",
  ]);
  expect([...curl.values()].join()).not.toMatch(/sig=|X-Matrix origin/);
  const other = await serve((_, response) => response.end("{}"));
  await expect(probeFederation({ ...asked, url: other })).rejects.toThrow(/has no federation API/);
});
