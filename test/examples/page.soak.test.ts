/** The page in a browser: of two users one knocks, is let in, and talks; both see what is unread. */
import { existsSync, readFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import path from "node:path";
import { createServer } from "@knockgen/server";
import * as esbuild from "esbuild";
import { type Browser, chromium, type Page } from "playwright-core";
import * as vite from "vite";
import { expect, onTestFinished, test } from "vitest";
import { Client } from "../server/support/client.js";
import { project } from "./support.js";

const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const missing = !existsSync(executablePath);
if (missing)
  console.warn(`skipped: needs Chromium at ${executablePath} (apt-get install chromium, or set CHROMIUM)`);

/** Each writes `dist/page.js`; Vite parts it into chunks. */
const BUNDLERS: { readonly [name: string]: (folder: string) => Promise<unknown> } = {
  esbuild: (folder) =>
    esbuild.build({
      entryPoints: [path.join(folder, "src/main.ts")],
      bundle: true,
      format: "esm",
      outfile: path.join(folder, "dist/page.js"),
      logLevel: "error",
    }),
  vite: (root) =>
    vite.build({
      root,
      configFile: false,
      logLevel: "error",
      build: { lib: { entry: "src/main.ts", formats: ["es"], fileName: () => "page.js" } },
    }),
};

/** The page's address. */
async function serve(folder: string): Promise<string> {
  const http = createHttpServer(({ url = "" }, response) => {
    const type = url === "/" ? "text/html" : /^\/dist\/[\w-]+\.js$/.test(url) ? "text/javascript" : undefined;
    response.writeHead(type === undefined ? 404 : 200, { "content-type": type ?? "text/plain" });
    response.end(type && readFileSync(path.join(folder, url === "/" ? "index.html" : url)));
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => new Promise<void>((resolve) => http.close(() => resolve())));
  const address = http.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return `http://127.0.0.1:${address.port}/`;
}

async function enter(browser: Browser, at: string, homeserver: string, user: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  page.on("pageerror", (error) => {
    throw error;
  });
  await page.goto(at);
  await page.getByLabel("Homeserver").fill(homeserver);
  await page.getByLabel("User").fill(user);
  await page.getByLabel("Password").fill("secret");
  await page.getByRole("button", { name: "Log in" }).click();
  await page.locator("main").waitFor({ state: "visible" });
  return page;
}

async function say(page: Page, text: string): Promise<void> {
  await page.getByLabel("Message", { exact: true }).fill(text);
  await page.getByRole("button", { name: "Send" }).click();
  await page.getByText(`: ${text}`).waitFor();
}

test.skipIf(missing).each(Object.entries(BUNDLERS))(
  "page, bundled by %s: knock, be let in, talk, and see unread counts",
  { timeout: 120_000 },
  async (_, bundle) => {
    const server = await createServer({
      config: { serverName: "localhost", registration: "open", rateLimits: false },
      client: { port: 0 },
    });
    onTestFinished(() => server.close());
    const homeserver = `http://127.0.0.1:${server.clientPort}`;
    const register = async (username: string): Promise<Client> => {
      const body = { username, password: "secret", auth: { type: "m.login.dummy" } };
      const { access_token, user_id } = await new Client(homeserver, undefined, "").ok(
        "POST",
        "/register",
        body,
      );
      return new Client(homeserver, access_token, user_id);
    };
    const ada = await register("ada");
    const bob = await register("bob");
    const roomId = await ada.createRoom({
      name: "<b>The door</b>",
      initial_state: [{ type: "m.room.join_rules", content: { join_rule: "knock" } }],
    });
    const folder = project("page");
    await bundle(folder);
    const at = await serve(folder);
    const browser = await chromium.launch({
      executablePath,
      args: [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
      ],
    });
    onTestFinished(() => browser.close());
    const inside = await enter(browser, at, homeserver, "ada");
    const outside = await enter(browser, at, homeserver, "bob");

    await outside.getByLabel("Room", { exact: true }).fill(roomId);
    await outside.getByLabel("Reason").fill("I live here");
    await outside.getByRole("button", { name: "Knock" }).click();
    await outside.getByText("You have knocked.").waitFor();
    await inside.getByText(`${bob.userId} knocks: I live here`).waitFor();
    await inside.getByRole("button", { name: "Let in" }).click();
    await outside.getByRole("button", { name: "Enter" }).click();
    await outside.getByRole("button", { name: "Open" }).click();
    // Names are text.
    await outside.getByRole("heading", { name: "<b>The door</b>" }).waitFor();

    await say(outside, "hello");
    await inside.locator(".count", { hasText: /^1$/ }).waitFor();
    await say(outside, "is anyone here?");
    await inside.locator(".count", { hasText: /^2$/ }).waitFor();
    await inside.getByRole("button", { name: "Open" }).click();
    await inside.getByText(`${bob.userId}: is anyone here?`).waitFor();
    await inside.locator(".count").waitFor({ state: "detached" });

    await outside.getByRole("button", { name: "Close" }).click();
    await say(inside, "come in");
    await outside.locator(".count", { hasText: /^1$/ }).waitFor();
    const mention = { msgtype: "m.text", body: "Bob!", "m.mentions": { user_ids: [bob.userId] } };
    await ada.ok("PUT", `/rooms/${encodeURIComponent(roomId)}/send/m.room.message/1`, mention);
    await outside.locator(".count.highlight", { hasText: /^2$/ }).waitFor();
    await outside.getByRole("button", { name: "Open" }).click();
    await outside.locator(".count").waitFor({ state: "detached" });
    expect(await inside.locator("#trouble").textContent()).toBe("");
    expect(await outside.locator("#trouble").textContent()).toBe("");
  },
);
