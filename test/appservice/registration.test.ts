/** Registration files: read, written, checked. */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import {
  checkRegistration,
  namespacesOf,
  newRegistration,
  parseRegistration,
  printRegistration,
  readRegistration,
  writeRegistration,
} from "../../appservice/index.js";
import { registrationOf } from "./homeserver.js";

function folder(): string {
  const made = mkdtempSync(path.join(tmpdir(), "knockgen-appservice-"));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

test("a registration is written for its owner alone, read again, and never overwritten", async () => {
  const file = path.join(folder(), "registration.yaml");
  const registration = registrationOf();
  await writeRegistration(file, registration);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readFileSync(file, "utf8")).toMatch(/^sender_localpart: bridge$/m);
  expect(await readRegistration(file)).toEqual(registration);
  await expect(writeRegistration(file, registrationOf())).rejects.toThrow("EEXIST");
  expect(await readRegistration(file)).toEqual(registration);
});

test("secrets are new each time", () => {
  const [a, b] = [registrationOf(), registrationOf()];
  expect(new Set([a.as_token, a.hs_token, b.as_token, b.hs_token]).size).toBe(4);
  expect(a.as_token).toMatch(/^[0-9a-f]{64}$/);
});

test("ephemeral events are asked for by the name of before, too", () => {
  const wishes = { id: "x", url: null, sender_localpart: "x", namespaces: {} };
  const isAsked = (receive_ephemeral: boolean) =>
    printRegistration(newRegistration({ ...wishes, receive_ephemeral })).includes(
      "msc2409.push_ephemeral: true",
    );
  expect([isAsked(true), isAsked(false)]).toEqual([true, false]);
});

test("what servers write is read: keys of their own, no address, JSON", () => {
  const text = `id: irc
url: null
as_token: 0123456789abcdef-as
hs_token: 0123456789abcdef-hs
sender_localpart: irc
rate_limited: false
de.sorunome.msc2409.push_ephemeral: true
namespaces:
  users:
    - exclusive: true
      regex: '@irc_.*:home\\.example'
      group_id: +irc:home.example
`;
  expect(parseRegistration(text)).toMatchObject({ ok: true, value: { id: "irc", url: null } });
  expect(parseRegistration(JSON.stringify(registrationOf()))).toMatchObject({ ok: true });
});

test.each([
  ["not YAML", "a: [", "is not YAML"],
  ["a list", "- a", "object"],
  ["nothing", "", "object"],
  ["aliases that multiply", `a: &a [x,x]\nb: &b [*a,*a,*a]\nc: &c [*b,*b,*b]\nd: [*c,*c,*c]`, "is not YAML"],
])("%s is not a registration", (_, text, sentence) => {
  const result = parseRegistration(text);
  expect(result.ok ? [] : result.issues.map(({ message }) => message).join()).toContain(sentence);
});

test.each<readonly [string, object, string]>([
  ["an address that is none", { url: "bridge.example" }, "url must be an address"],
  ["an address of another kind", { url: "file:///etc/passwd" }, "url must be an address"],
  ["a short token", { as_token: "short" }, "as_token must have at least 16 characters"],
  ["a token with a space", { hs_token: "0123456789abcdef and more" }, "hs_token must have"],
  [
    "the same token twice",
    { as_token: "0123456789abcdef", hs_token: "0123456789abcdef" },
    "hs_token must not be the same",
  ],
  ["a user with upper-case letters", { sender_localpart: "Bridge" }, "sender_localpart must be"],
  ["a whole user ID", { sender_localpart: "@bridge:home.example" }, "sender_localpart must be"],
  [
    "a pattern that is none",
    { namespaces: { users: [{ regex: "@(", exclusive: true }] } },
    "namespaces.users.0.regex must be a regular expression",
  ],
  [
    "a pattern that leads out of the whole",
    { namespaces: { users: [{ regex: "@a:x)|(?:.*", exclusive: true }] } },
    "namespaces.users.0.regex must be a regular expression",
  ],
  [
    "a pattern that looks ahead",
    { namespaces: { users: [{ regex: "@(?!bot).*", exclusive: true }] } },
    "namespaces.users.0.regex must be a regular expression without look-around",
  ],
  [
    "a pattern that repeats too much",
    { namespaces: { users: [{ regex: "@(a{1,900}){1,900}", exclusive: true }] } },
    "namespaces.users.0.regex must be a regular expression",
  ],
  [
    "a pattern that is long",
    { namespaces: { rooms: [{ regex: "a".repeat(1001), exclusive: true }] } },
    "namespaces.rooms.0.regex must have at most",
  ],
  [
    "a namespace without a pattern",
    { namespaces: { aliases: [{ exclusive: true }] } },
    "namespaces.aliases.0.regex must have",
  ],
  ["no ID", { id: " " }, "id must not be empty"],
])("%s is told", (_, wrong, sentence) => {
  const result = checkRegistration({ ...registrationOf(), ...wrong });
  const told = result.ok
    ? []
    : result.issues.map(({ path: place, message }) => `${place.join(".")} ${message}`);
  expect(told).toEqual([expect.stringContaining(sentence)]);
});

test("a file that is wrong is told with its name, and without its secrets", async () => {
  const file = path.join(folder(), "wrong.yaml");
  const secret = "a-secret-of-the-service";
  writeFileSync(file, JSON.stringify({ ...registrationOf({ as_token: secret, hs_token: secret }), id: "" }));
  const error: unknown = await readRegistration(file).catch((reason: unknown) => reason);
  expect(String(error)).toContain("wrong.yaml: id must not be empty; hs_token must not be");
  expect(String(error)).not.toContain(secret);
  writeFileSync(file, " ".repeat(1_000_001));
  await expect(readRegistration(file)).rejects.toThrow("larger than 1000000 bytes");
});

test("wishes that make no registration are refused", () => {
  expect(() => newRegistration({ id: "x", url: null, sender_localpart: "A", namespaces: {} })).toThrow(
    "sender_localpart",
  );
});

test("namespaces are of whole identifiers, with POSIX's classes", () => {
  const { users, aliases, rooms } = namespacesOf(registrationOf());
  expect(["@bridge_ada:home.example", "@bridge_:home.example"].map(users.has)).toEqual([true, true]);
  expect(
    [
      "@bridge:home.example",
      "@bridge_ada:home.example.evil.example",
      "x@bridge_ada:home.example",
      `@bridge_${"a".repeat(255)}:home.example`,
    ].map(users.has),
  ).toEqual([false, false, false, false]);
  expect(users.hasAlone("@bridge_ada:home.example")).toBe(true);
  expect([aliases.has("#bridge_room1:home.example"), aliases.has("#bridge_:home.example")]).toEqual([
    true,
    false,
  ]);
  expect(aliases.hasAlone("#bridge_room1:home.example")).toBe(false);
  expect(rooms.has("!any:home.example")).toBe(false);
});

test.each(["@(a+)+:x", "@(a|a)*:x", "@(\\w+\\s?)*:x", "@(.*,){12}P:x", "@(a?){40}a{40}:x"])(
  "O1: the pattern %s takes no time that grows by the power",
  (regex) => {
    const { users } = namespacesOf({ namespaces: { users: [{ regex, exclusive: true }] } });
    const hostile = ["a", "a,", "_ "].map((part) => `@${part.repeat(100)}!`);
    expect(hostile.map(users.has)).toEqual([false, false, false]);
  },
);
