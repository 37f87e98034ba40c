/** O42, C135: clients that know a server's name find its address. */
import { afterAll, expect, it } from "vitest";
import { startServer } from "../support/servers.js";

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

it("O42, C135 the file for clients has the address that the server is given", async () => {
  const other = await startServer({ config: { clientUrl: "https://matrix.example.org/" } });
  expect(await ask(other.url)).toEqual({
    status: 200,
    body: { "m.homeserver": { base_url: "https://matrix.example.org" } },
    open: "*",
  });
  await other.close();
});

it("C135 it is 404 where the server is given none", async () => {
  expect(await ask(hs.url, { "x-forwarded-proto": "https" })).toMatchObject({
    status: 404,
    body: { errcode: "M_NOT_FOUND" },
    open: "*",
  });
});
