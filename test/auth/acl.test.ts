/** Server ACLs. */
import {
  ACL_GUARDED_ENDPOINTS,
  isAclGuarded,
  isServerAllowed,
  type JsonObject,
  matchesGlob,
} from "@knockgen/auth";
import fc from "fast-check";
import { expect, test } from "vitest";

test.each<[string, JsonObject | undefined, boolean]>([
  ["example.org", undefined, true],
  ["example.org", {}, false],
  ["example.org", { allow: ["*"] }, true],
  ["evil.org:1234", { allow: ["*"], deny: ["evil.org"] }, false],
  ["EVIL.org", { allow: ["*"], deny: ["evil.ORG"] }, false],
  ["evilxorg", { allow: ["*"], deny: ["evil.org"] }, true],
  ["a.evil.org", { allow: ["*"], deny: ["*.evil.org"] }, false],
  ["evil.org", { allow: ["*"], deny: ["*.evil.org"] }, true],
  ["a1.org", { allow: ["a?.org"] }, true],
  ["a.org", { allow: ["a?.org"] }, false],
  ["1.2.3.4", { allow: ["*"], allow_ip_literals: false }, false],
  ["1.2.3.4:8448", { allow: ["*"], allow_ip_literals: false }, false],
  ["[2001:db8::1]:8448", { allow: ["*"], allow_ip_literals: false }, false],
  ["[2001:db8::1]:8448", { allow: ["[2001:db8::1]"] }, true],
  ["1.2.3.256", { allow: ["*"], allow_ip_literals: false }, true],
  ["1.2.3.4", { allow: ["*"], allow_ip_literals: "no" }, true],
  ["example.org", { allow: "*" }, false],
  ["example.org", { allow: [5, "example.org", null] }, true],
  ["example.org", { allow: ["*"], deny: { 0: "*" } }, true],
  ["example.org", { allow: ["*"], deny: ["example.org:*"] }, true],
  ["x".repeat(10_000), { allow: ["*"] }, false],
])("%s under %j: %s", (server, acl, allowed) => {
  expect(isServerAllowed(server, acl)).toBe(allowed);
});

test("a glob means what the regular expression of it means", () => {
  const letters = fc.oneof(
    fc.string({ unit: fc.constantFrom("a", "b", "."), maxLength: 12 }),
    fc.string({ unit: fc.constantFrom("a", "b", "\u{1f600}"), maxLength: 12 }),
  );
  const globs = fc.string({ unit: fc.constantFrom("a", "b", ".", "*", "?", "\u{1f600}"), maxLength: 8 });
  fc.assert(
    fc.property(globs, letters, (glob, text) => {
      const source = [...glob]
        .map((c) => (c === "*" ? ".*" : c === "?" ? "." : c.replace(".", "\\.")))
        .join("");
      expect(matchesGlob(glob, text)).toBe(new RegExp(`^${source}$`, "u").test(text));
    }),
    { numRuns: 2000 },
  );
});

test("no glob is slow", () => {
  expect(matchesGlob(`${"*a".repeat(5000)}b`, "a".repeat(20_000))).toBe(false);
  expect(
    isServerAllowed(`${"a".repeat(250)}`, { allow: [`${"*a".repeat(20_000)}b`, `${"a*".repeat(20_000)}b`] }),
  ).toBe(false);
});

test.each([
  ["/_matrix/federation/v1/make_knock/!r:a/@u:b?ver=7", true],
  ["/_matrix/federation/v1/send_knock/!r:a/$e", true],
  ["/_matrix/federation/v2/send_join/!r:a/$e", true],
  ["/_matrix/federation/v1/state_ids/!r:a", true],
  ["/_matrix/federation/v1/send/123", false],
  ["/_matrix/federation/v1/query/profile", false],
  ["/_matrix/client/v3/knock/!r:a", false],
])("%s is guarded: %s", (path, guarded) => {
  expect(isAclGuarded(path)).toBe(guarded);
});

test("both steps of a knock are on the list", () => {
  expect(ACL_GUARDED_ENDPOINTS).toContain("v1/make_knock");
  expect(ACL_GUARDED_ENDPOINTS).toContain("v1/send_knock");
});
