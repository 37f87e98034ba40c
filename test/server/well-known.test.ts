/** O42: clients that know a server's name find its address. */
import { afterAll, expect, it } from "vitest";
import { startServer } from "./support/servers.js";

const hs = await startServer();
afterAll(() => hs.close());

async function ask(url: string, headers: Record<string, string> = {}) {
  const answer = await fetch(`${url}/.well-known/matrix/client`, { headers });
  return {
    status: answer.status,
    body: await answer.json(),
    open: answer.headers.get("access-control-allow-origin"),
  };
}

it("O42 the file for clients has the address at which it was asked for", async () => {
  expect(await ask(hs.url)).toEqual({
    status: 200,
    body: { "m.homeserver": { base_url: hs.url } },
    open: "*",
  });
  const { body } = await ask(hs.url, { "x-forwarded-proto": "https" });
  expect(body["m.homeserver"].base_url).toBe(hs.url.replace("http:", "https:"));
});

it("O42 or the address that the server is given", async () => {
  const other = await startServer({ config: { clientUrl: "https://matrix.example.org/" } });
  expect((await ask(other.url)).body).toEqual({ "m.homeserver": { base_url: "https://matrix.example.org" } });
  await other.close();
});
