import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { diffReleases } from "../../generator/diff/diff.js";
import { printHtml } from "../../generator/diff/print/html/page.js";
import type { Release } from "../../generator/diff/release.js";
import { shared } from "../support/shared.js";
import { readFolder, releaseFrom } from "./support.js";

const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const missing = !existsSync(executablePath);
if (missing)
  console.warn(`skipped: needs Chromium at ${executablePath} (apt-get install chromium, or set CHROMIUM)`);
const folders = ["v1.16", "v1.19"].map((version) => shared(`matrix-spec/${version}/data`));

let browser: Browser;
let scratch: string;
beforeAll(async () => {
  if (missing) return;
  scratch = mkdtempSync(path.join(tmpdir(), "knockgen-html-"));
  browser = await chromium.launch({
    executablePath,
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
});
afterAll(async () => {
  if (missing) return;
  await browser.close();
  rmSync(scratch, { recursive: true });
});

/** The page, with everything that it complains about and everything that it asks of the network. */
async function open(html: string): Promise<{ page: Page; trouble: string[] }> {
  const file = path.join(scratch, `${Math.random()}.html`);
  writeFileSync(file, html);
  const page = await browser.newPage({ viewport: { width: 1200, height: 900 } });
  const trouble: string[] = [];
  page.on("console", (message) => trouble.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => trouble.push(error.message));
  page.on("dialog", (dialog) => {
    trouble.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("request", (request) => {
    if (!/^(?:file|data):/.test(request.url())) trouble.push(request.url());
  });
  await page.goto(pathToFileURL(file).href);
  return { page, trouble };
}

const htmlOf = (old: Release, next: Release): string =>
  printHtml(diffReleases(old, next, { docs: true }), old, next);

let ofReleases: string | undefined;

/** Of two whole releases: the same for all tests, since reading and comparing them takes longer than a browser does. */
function wholeReleases(): string {
  const [old = "", next = ""] = folders.map((folder) => folder ?? "");
  ofReleases ??= htmlOf(readFolder(old), readFolder(next));
  return ofReleases;
}

const shownItems = (page: Page): Promise<number> => page.locator("ul.changes > li:visible").count();

test.skipIf(missing || folders.includes(undefined))(
  "filters by API, severity, audience and words",
  async () => {
    const { page, trouble } = await open(wholeReleases());
    const all = await shownItems(page);
    expect(all).toBeGreaterThan(50);
    expect(await page.locator("li.annotation:visible").count()).toBe(0);

    await page.locator("label.chip", { hasText: "stricter" }).click();
    await page.locator("label.chip", { hasText: "compatible" }).click();
    await page.locator("label.chip", { hasText: "documentation" }).click();
    const breaking = await shownItems(page);
    expect(breaking).toBe(await page.locator("li.breaking").count());
    expect(await page.locator("output").textContent()).toMatch(new RegExp(`^${breaking} of \\d+ changes$`));

    await page.locator("label.chip", { hasText: "servers" }).click();
    expect(await shownItems(page)).toBe(1);
    expect(await page.locator("article:visible h3").textContent()).toContain("queryProfile");

    await page.getByRole("button", { name: "Reset" }).click();
    await page.waitForFunction(
      (count) => document.querySelectorAll("ul.changes > li:not([hidden])").length === count,
      all,
    );
    await page.locator("select").selectOption("server-server");
    const headings = await page.locator("section.api:visible h2").allTextContents();
    expect(headings).toEqual(["Server-server API"]);

    await page.getByRole("searchbox").fill("sendKnock 400");
    expect(await shownItems(page)).toBeGreaterThan(0);
    expect(await page.locator("article:visible").count()).toBe(1);
    await page.getByRole("searchbox").fill("no such thing");
    expect(await page.locator(".none:visible").textContent()).toContain("No changes match");
    expect(trouble).toEqual([]);
    await page.close();
  },
);

test.skipIf(missing || folders.includes(undefined))(
  "each change links to its place in both sources",
  async () => {
    const { page, trouble } = await open(wholeReleases());
    const broken = await page.locator("main a").evaluateAll((links) =>
      links
        .map((link) => link.getAttribute("href") ?? "")
        .filter((href) => !href.startsWith("https://spec.matrix.org/"))
        .filter((href) => !href.startsWith("#") || document.getElementById(href.slice(1)) === null),
    );
    expect(broken).toEqual([]);
    const item = page.locator("article:visible", { hasText: "reportEvent" }).locator("li.breaking");
    await item.locator("a", { hasText: "old:" }).click();
    const line = page.locator(".cited:target");
    expect(await line.textContent()).toContain("score:");
    expect(await line.isVisible()).toBe(true);

    // A link to a change that the filters hide shows it.
    await page.locator("label.chip", { hasText: "compatible" }).click();
    const hidden = await page.locator("ul.changes > li.compatible").first().getAttribute("id");
    await page.evaluate((id) => {
      location.hash = `#${id}`;
    }, hidden);
    await page.locator(`#${hidden}`).waitFor({ state: "visible" });
    expect(trouble).toEqual([]);
    await page.close();
  },
);

test.skipIf(missing || folders.includes(undefined))(
  "is accessible: names, language, contrast, keyboard",
  async () => {
    const { page } = await open(wholeReleases());
    expect(await page.locator("html").getAttribute("lang")).toBe("en");
    const nameless = await page
      .locator("input, select, button")
      .evaluateAll(
        (controls) =>
          controls.filter(
            (control) =>
              !(
                control.getAttribute("aria-label") ??
                control.closest("label")?.textContent ??
                control.textContent
              )?.trim(),
          ).length,
      );
    expect(nameless).toBe(0);
    const ids = await page.locator("[id]").evaluateAll((nodes) => nodes.map(({ id }) => id));
    expect(new Set(ids).size).toBe(ids.length);
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Skip to the changes");
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      const ratios = await page.evaluate(() => {
        const luminance = (color: string): number => {
          const parts = (color.match(/[\d.]+/g) ?? []).slice(0, 3).map((part) => Number(part) / 255);
          const [red = 0, green = 0, blue = 0] = parts.map((part) =>
            part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4,
          );
          return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
        };
        const back = luminance(
          getComputedStyle(document.querySelector("article") ?? document.body).backgroundColor,
        );
        return ["article h3", "li .notes span", "li .notes a", "article h3 code"].map((selector) => {
          const node = document.querySelector(selector);
          const text = luminance(getComputedStyle(node ?? document.body).color);
          return (Math.max(text, back) + 0.05) / (Math.min(text, back) + 0.05);
        });
      });
      for (const ratio of ratios) expect(ratio).toBeGreaterThan(4.5);
    }
    await page.close();
  },
);

test.skipIf(missing)("a hostile specification stays text", async () => {
  const evil = `"><img src=x onerror=alert(1)></style></script><script>alert(2)</script>' & \\u202E`;
  const doors = (id: string): string => `openapi: 3.1.0
servers: [{ url: "/<b>base</b>" }]
paths:
  "/<script>alert(3)</script>":
    get:
      operationId: ${JSON.stringify(id)}
      responses: { "200": { description: ok, content: { application/json: { schema: { type: object, properties: { ${JSON.stringify(evil)}: { type: ${id === "x" ? "string" : "integer"} } } } } } } }
`;
  const name = `api/client-server/<svg onload=alert(4)>.yaml`.replaceAll("/<", "/_<");
  const html = htmlOf(
    releaseFrom("<old>", { [name]: doors("x") }),
    releaseFrom('"new"', { [name]: doors("<i>x</i>") }),
  );
  const { page, trouble } = await open(html);
  expect(await page.locator("main img, main svg, main b, main i, main script").count()).toBe(0);
  expect(await page.locator("h1").textContent()).toContain("<old>");
  expect(await page.locator("main").textContent()).toContain("<i>x</i>");
  expect(await page.locator("main").textContent()).not.toContain("\u202e");
  expect(trouble).toEqual([]);
  await page.close();
});
