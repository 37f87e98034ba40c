/** The page as text: its title, the order of its cards, and where they link to. What needs a browser is in html.test.ts. */
import { expect, test } from "vitest";
import { diffReleases } from "../../generator/diff/diff.js";
import { printHtml } from "../../generator/diff/print/html/page.js";
import { releaseFrom } from "./support.js";

/** Two operations of which the first by path gets a parameter more, and the second one that is required. */
function spec(release: string, parameters: { readonly open: string; readonly shut: string }): string {
  return `openapi: 3.1.0
servers: [{ url: /_matrix/client }]
paths:
  /v3/doors/{doorId}/open:
    post: { operationId: openDoor, parameters: [{ in: path, name: doorId, required: true, schema: { type: string } }${parameters.open}], responses: { "200": { description: ok } } }
  /v3/shut:
    post: { operationId: shutDoor, x-addedInMatrixVersion: "${release}", parameters: [${parameters.shut}], responses: { "200": { description: ok } } }
`;
}

const added = (name: string, required: boolean): string =>
  `{ in: query, name: ${name}, required: ${required}, schema: { type: string } }`;

const old = releaseFrom("v1.6", {
  "api/client-server/doors.yaml": spec("1.6", { open: "", shut: "" }),
  "event-schemas/schema/m.room.door.yaml": "type: object",
});
const next = releaseFrom("v1.7", {
  "api/client-server/doors.yaml": spec("1.7", {
    open: `, ${added("how", false)}`,
    shut: `${added("slowly", false)}, ${added("why", true)}`,
  }),
  "event-schemas/schema/org.example.gate.yaml": "type: object",
});
const page = printHtml(diffReleases(old, next), old, next);

/** Every match's first group. */
const all = (pattern: RegExp): (string | undefined)[] =>
  [...page.matchAll(pattern)].map(([, found]) => found);

test("the title names both releases", () => {
  expect(all(/<title>(.*)<\/title>/g)).toEqual(["v1.6 → v1.7"]);
});

test("cards with what breaks come first, and in a card what breaks", () => {
  expect(all(/<a class="self" href="[^"]*">([^<]*)</g)).toEqual([
    "shutDoor",
    "openDoor",
    "m.room.door",
    "org.example.gate",
  ]);
  expect(all(/<li class="(\w+)" id/g).slice(0, 3)).toEqual(["breaking", "compatible", "compatible"]);
});

test("all that breaks is listed at the top, and the tiles lead there", () => {
  const list = /<section class="breaking" id="breaking".*?<\/section>/s.exec(page)?.[0] ?? "";
  expect(list).toMatch(/<a href="#c\d+">shutDoor query why<\/a>/);
  expect(list).not.toContain("openDoor");
  expect(page.indexOf(list)).toBeLessThan(page.indexOf("<article"));
  expect(page).toMatch(/<div class="bad"><dt>breaking changes<\/dt><dd><a href="#breaking"/);
});

test("cards have an address of their own and one in the specification, at the release that has the subject", () => {
  const ids = all(/<article [^>]*id="([^"]*)"/g);
  expect(all(/<a class="self" href="#([^"]*)"/g)).toEqual(ids);
  expect(ids[0]).toBe("on-client-server%2FshutDoor");
  expect(all(/<a class="spec" href="([^"]*)"/g)).toEqual([
    "https://spec.matrix.org/v1.7/client-server-api/#post_matrixclientv3shut",
    "https://spec.matrix.org/v1.7/client-server-api/#post_matrixclientv3doorsdooridopen",
    "https://spec.matrix.org/v1.6/client-server-api/#mroomdoor",
  ]);
});

test("a page without changes lists nothing that breaks, and no tile leads to it", () => {
  const same = printHtml(diffReleases(old, old), old, old);
  expect(same).not.toContain('id="breaking"');
  expect(same).not.toContain('href="#breaking"');
  expect(same).toContain('<div class=""><dt>breaking changes</dt>');
});
