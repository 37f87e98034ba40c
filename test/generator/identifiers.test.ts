/** Identifiers: guards, validators and the engine share one grammar; parsers take apart what guards let pass. */
import { isServerName as engineServerName, isUserId as engineUserId } from "@knockgen/auth";
import {
  entriesOf,
  isEventId,
  isMxcUri,
  isRoomAlias,
  isRoomId,
  isServerName,
  isUserId,
  keysOf,
  parseEventId,
  parseMxcUri,
  parseRoomAlias,
  parseRoomId,
  parseServerName,
  parseUserId,
} from "@knockgen/matrix/identifiers";
import type { RoomId } from "@knockgen/matrix/matrix";
import {
  isBanRequestBody,
  isDeleteRoomAliasPath,
  isGetContentPath,
  isGetOneRoomEventPath,
} from "@knockgen/matrix/validators/client-server";
import { isRoomAvatarContent } from "@knockgen/matrix/validators/events";
import fc from "fast-check";
import { expect, expectTypeOf, test } from "vitest";

const long = "é".repeat(125);

const servers: readonly [string, boolean][] = [
  ["matrix.org", true],
  ["matrix.org:8448", true],
  ["a".repeat(255), true],
  ["1.2.3.4:1", true],
  ["[::1]", true],
  ["[::1]:8448", true],
  ["[2001:db8::7:8]", true],
  ["[1:2:3:4:5:6:7:8]", true],
  ["[::ffff:1.2.3.4]", true],
  ["[1:2:3:4:5:6:1.2.3.4]", true],
  ["", false],
  [":80", false],
  ["a.example:", false],
  ["a.example:123456", false],
  ["a.example:80:80", false],
  ["a_b", false],
  ["a".repeat(256), false],
  ["[]", false],
  ["[:]", false],
  ["[::1", false],
  ["[::1]a", false],
  ["[1:2:3:4:5:6:7:8:9]", false],
  ["[1::2::3]", false],
  ["[::ffff:1.2.3.256]", false],
  ["[1.2.3.4::]", false],
  ["[12345::]", false],
  [`[${"1:".repeat(40)}]`, false],
];

const texts = fc.oneof(
  fc.string({
    unit: fc.constantFrom("@", "#", "!", "$", ":", "[", "]", ".", "a", "1", "é", "\0", "/", "😀"),
    maxLength: 24,
  }),
  fc.constantFrom(...servers.map(([name]) => name)).map((name) => `@a:${name}`),
  fc.constantFrom(...servers.map(([name]) => name)).map((name) => `mxc://${name}/id`),
  fc.string({ unit: "binary", minLength: 60, maxLength: 300 }).map((text) => `@${text}:a`),
);

test.each(servers)("%s as the name of a server: %s", (name, isName) => {
  expect(isServerName(name)).toBe(isName);
  expect(isUserId(`@u:${name}`)).toBe(isName && name.length < 250);
  expect(isMxcUri(`mxc://${name}/id`)).toBe(isName);
});

test("guards, validators and the engine agree on any text", () => {
  fc.assert(
    fc.property(texts, (text) => {
      const roomId: RoomId = "!r:a";
      expect(isBanRequestBody({ user_id: text })).toBe(isUserId(text));
      expect(engineUserId(text)).toBe(isUserId(text));
      expect(isGetContentPath({ serverName: text, mediaId: "m" })).toBe(isServerName(text));
      expect(engineServerName(text)).toBe(isServerName(text));
      expect(isDeleteRoomAliasPath({ roomAlias: text })).toBe(isRoomAlias(text));
      expect(isGetOneRoomEventPath({ roomId: text, eventId: "$e" })).toBe(isRoomId(text));
      expect(isGetOneRoomEventPath({ roomId, eventId: text })).toBe(isEventId(text));
      expect(isRoomAvatarContent({ url: text })).toBe(isMxcUri(text));
    }),
    { numRuns: 3000 },
  );
});

test("the limit is 255 bytes, not letters", () => {
  expect(isUserId(`@${long}:a`)).toBe(true);
  expect(isUserId(`@${long}éé:a`)).toBe(false);
  expect(isRoomId(`!${"😀".repeat(63)}ab`)).toBe(true);
  expect(isRoomId(`!${"😀".repeat(63)}abc`)).toBe(false);
});

test("no value but text is an identifier", () => {
  for (const value of [undefined, null, 1, {}, ["@a:b"], new String("@a:b")]) {
    expect(isUserId(value)).toBe(false);
    expect(parseRoomId(value)).toBeUndefined();
  }
});

test("parsers give the parts, and nothing of what guards refuse", () => {
  expect(parseUserId("@:a.example:80")).toEqual({ localpart: "", server: "a.example:80" });
  expect(parseUserId("@a")).toBeUndefined();
  expect(parseRoomAlias("#a[b:[::1]:80")).toEqual({ localpart: "a[b", server: "[::1]:80" });
  expect(parseRoomId("!a")).toEqual({ opaqueId: "a", server: undefined });
  expect(parseRoomId("!a:b:1")).toEqual({ opaqueId: "a", server: "b:1" });
  expect(parseEventId("$a:b")).toEqual({ opaqueId: "a", server: "b" });
  expect(parseMxcUri("mxc://[::1]:80/file")).toEqual({ server: "[::1]:80", mediaId: "file" });
  expect(parseMxcUri("mxc://a/b/c")).toBeUndefined();
  expect(parseServerName("[::1]")).toEqual({ host: "[::1]", port: undefined });
  expect(parseServerName("[::1]:80")).toEqual({ host: "[::1]", port: "80" });
  expect(parseServerName("a:80")).toEqual({ host: "a", port: "80" });
});

test("eight megabytes are refused without reading them all", () => {
  const large = "[".repeat(1 << 23);
  for (const guard of [isUserId, isRoomId, isEventId, isRoomAlias, isServerName, isMxcUri])
    for (const start of ["", "@", "!", "$", "#", "mxc://", "mxc://["])
      expect(guard(start + large)).toBe(false);
});

test("entries keep the type of their keys", () => {
  const rooms: Record<RoomId, { n: number }> = { "!a:b": { n: 1 } };
  for (const [roomId, { n }] of entriesOf(rooms)) {
    expectTypeOf(roomId).toEqualTypeOf<RoomId>();
    expectTypeOf(n).toEqualTypeOf<number>();
  }
  expect(entriesOf(rooms)).toEqual([["!a:b", { n: 1 }]]);
  expect(keysOf(rooms)).toEqual(["!a:b"]);
  expectTypeOf(keysOf(rooms)).toEqualTypeOf<RoomId[]>();
  const missing: Partial<typeof rooms> | undefined = undefined;
  expect(entriesOf(missing)).toEqual([]);
});
