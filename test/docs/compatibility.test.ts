/**
 * docs/compatibility.md is printed from the manifest and from the handlers that the server has:
 * `npx vitest run test/docs/compatibility.test.ts --update` writes it anew.
 */
import path from "node:path";
import { expect, test } from "vitest";
import { APIS, handled, memberOf, type Operation, operations, root } from "./answered.js";

/** Left out on purpose, by the file that describes them. */
const LEFT_OUT: readonly (readonly [what: string, files: RegExp])[] = [
  ["Push messages: unread messages are counted by push rules, and none is pushed", /\/(pusher)\.yaml/],
  ["Presence", /\/presence\.yaml/],
  ["Media", /\/(authed-)?content-repo\.yaml/],
  ["Application services", /\/appservice_\w+\.yaml/],
  ["Single sign-on and OAuth 2.0", /\/(sso_login_redirect|login_token|oauth_server_metadata)\.yaml/],
  ["Third-party identifiers", /\/(administrative_contact|third_party_membership)\.yaml/],
  ["Peeking, and syncing as before `/sync`", /\/(old_sync|peeking_events|room_initial_sync)\.yaml/],
];

function row({ operationId, method, path: template, since, deprecated }: Operation): string {
  const notes = [...(since === undefined ? [] : [`since ${since}`]), ...(deprecated ? ["deprecated"] : [])];
  return `- \`${method} ${template}\`, \`${operationId}\`${notes.length > 0 ? ` (${notes.join(", ")})` : ""}`;
}

function pageOf(): string {
  const parts = APIS.flatMap((api) => {
    const here = handled(api);
    const all = operations.filter((operation) => operation.api === api);
    const missing = all.filter(({ operationId }) => !here.has(memberOf(operationId)));
    const chosen = (files: RegExp) => missing.filter(({ source }) => files.test(source));
    const groups = LEFT_OUT.map(([what, files]) => [what, chosen(files)] as const).filter(
      ([, list]) => list.length > 0,
    );
    const named = new Set(groups.flatMap(([, list]) => list));
    const others = missing.filter((operation) => !named.has(operation));
    return [
      `## The ${api} API`,
      `${all.length - missing.length} of ${all.length} operations of Matrix 1.19 answer. The others are refused with 404 and \`M_UNRECOGNIZED\`, as if they did not exist.`,
      ...groups.flatMap(([what, list]) => [`### ${what}`, list.map(row).join("\n")]),
      ...(others.length > 0 ? ["### Other operations that are not here", others.map(row).join("\n")] : []),
    ];
  });
  return `${[
    "# What the server answers",
    "Printed from the manifest of all operations and from the server's handlers; a test compares it. `/versions` names the releases up to the one by which clients would ask for something that is left out here.",
    ...parts,
  ].join("\n\n")}\n`;
}

test("handlers are found", () => {
  expect(handled("client-server")).toContain("knockRoom");
  expect(handled("client-server").size).toBeGreaterThan(100);
  expect(handled("server-server")).toContain("sendKnock");
});

test("the page is up to date", async () => {
  await expect(pageOf()).toMatchFileSnapshot(
    path.join(root, "docs/compatibility.md"),
    "npx vitest run test/docs/compatibility.test.ts --update",
  );
});
