/** The form that identifiers, keys, signatures, hashes and times have on the wire, looked for in examples. */
import { isArray, isObject, type Json } from "../../generator/json.js";
import { pointer } from "../../generator/pointer.js";

const SERVER = String.raw`[a-z0-9.-]+(?::\d+)?`;
const REFERENCE_HASH = "[A-Za-z0-9_-]{43}";
/** By sigil. Rooms are hashes from version 12 on, events from version 4; version 3 has another alphabet, earlier ones a server's name. */
const IDS: Readonly<Record<string, RegExp>> = {
  "@": new RegExp(`^@[a-z0-9._=/+-]+:${SERVER}$`),
  "!": new RegExp(`^!(?:${REFERENCE_HASH}|[A-Za-z0-9._-]+:${SERVER})$`),
  $: new RegExp(String.raw`^\$(?:${REFERENCE_HASH}|[A-Za-z0-9+/]{43}|[A-Za-z0-9._-]+:${SERVER})$`),
};
/** Members whose text is for people, or a pattern. */
const TEXTS = new Set([
  "body",
  "entity",
  "error",
  "formatted_body",
  "key",
  "pattern",
  "placeholder",
  "regexp",
]);
const KEY_ID = /^(?:ed25519|curve25519|signed_curve25519):/;
const KEYS = new Set(["public_key", "private_key", "sender_key", "session_id", "ephemeral", "sha256"]);
/** In seconds, by their description. */
const SECONDS = new Set(["pushkey_ts"]);
const TIMES = /(?:^|_)(?:ts|at)$/;

/** Every place in an example that could not be so on the wire. */
export function illFormed(value: Json, path: readonly string[] = []): string[] {
  const name = path[path.length - 1] ?? "";
  const at = (said: string): string[] => [`${pointer(...path)} ${said}`];
  if (typeof value === "string") return textFault(value, name, path).flatMap(at);
  if (typeof value === "number" && TIMES.test(name) && !SECONDS.has(name))
    return Number.isInteger(value) && value > 1e12 && value < 1e13 ? [] : at("is not in milliseconds");
  if (isArray(value)) return value.flatMap((item, index) => illFormed(item, [...path, String(index)]));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => [
    ...(key === "$ref" || idFault(key) === undefined ? [] : at(`has the member ${key}`)),
    ...illFormed(item, [...path, key]),
  ]);
}

function idFault(text: string): string | undefined {
  const form = IDS[text.charAt(0)];
  return form === undefined || form.test(text) ? undefined : `is no identifier: ${text}`;
}

function textFault(text: string, name: string, path: readonly string[]): string[] {
  const length = bytesOf(name, path);
  if (length !== undefined)
    return isUnpadded(text, length) ? [] : [`is not ${length} bytes of unpadded base64: ${text}`];
  const fault = TEXTS.has(name) ? undefined : idFault(text);
  return fault === undefined ? [] : [fault];
}

/** The number of bytes that a member holds, where its name tells. */
function bytesOf(name: string, path: readonly string[]): number | undefined {
  const isSignature = path[path.length - 3] === "signatures" || name === "ed25519:policy_server";
  if (isSignature && KEY_ID.test(name)) return 64;
  if (name === "mac" && path.includes("session_data")) return 8;
  if (KEY_ID.test(name) || KEYS.has(name)) return 32;
  return name === "key" && KEY_ID.test(path[path.length - 2] ?? "") ? 32 : undefined;
}

function isUnpadded(text: string, length: number): boolean {
  const bytes = Buffer.from(text, "base64");
  return bytes.length === length && bytes.toString("base64").replace(/=+$/, "") === text;
}
