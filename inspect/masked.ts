/** Keeps what a person wrote, and what lets a person in, out of reports and recordings. */
import type { Exchange } from "./exchange.js";
import { headerOf } from "./exchange.js";

/** Names of members whose value is secret, wherever they stand. */
const SECRET_NAME =
  /token|passw|secret|private|recovery|session_data|ciphertext|signature|nonce|^mac$|^key$|^code$|client_secret|cookie|^sig$|sid$|^k$|^pushkey$/i;

/** Names of members that hold what people write to each other. */
const TEXT_NAME =
  /^(?:body|formatted_body|m\.text|topic|name|reason|displayname|display_name|status_msg|caption)$/;

/** A shorter secret would blot out ordinary text. */
const MIN_LENGTH = 4;
const MAX_VALUES = 5_000;
const MAX_DEPTH = 64;

/** Texts that must not be shown, the longest first, so that none is masked by its own beginning. */
export function secretsOf(exchange: Exchange, bodies: readonly unknown[]): readonly string[] {
  const found = new Set<string>();
  const { request, answer } = exchange;
  for (const headers of [request.headers, answer?.headers ?? []]) {
    const header = headerOf(headers);
    const authorization = header("authorization");
    if (authorization !== undefined) for (const part of authorization.split(/[\s,="]+/)) add(part, found);
    for (const name of ["cookie", "set-cookie"])
      for (const part of header(name)?.split(/[;,=\s]+/) ?? []) add(part, found);
  }
  const mark = request.target.indexOf("?");
  if (mark !== -1)
    for (const [name, value] of new URLSearchParams(request.target.slice(mark + 1)))
      if (SECRET_NAME.test(name)) add(value, found);
  for (const body of bodies) collect(body, false, 0, found);
  return [...found].sort((a, b) => b.length - a.length);
}

function add(text: string, found: Set<string>): void {
  if (text.length >= MIN_LENGTH && found.size < MAX_VALUES) found.add(text);
}

function collect(value: unknown, secret: boolean, depth: number, found: Set<string>): void {
  if (depth > MAX_DEPTH || found.size >= MAX_VALUES) return;
  if (typeof value === "string") {
    if (secret) add(value, found);
  } else if (typeof value === "number") {
    if (secret) add(String(value), found);
  } else if (Array.isArray(value)) {
    for (const each of value) collect(each, secret, depth + 1, found);
  } else if (typeof value === "object" && value !== null) {
    for (const [name, each] of Object.entries(value))
      collect(each, secret || isSecretName(name), depth + 1, found);
  }
}

/** Whether the value of a member must not be shown. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name) || TEXT_NAME.test(name);
}

const MASK = "***";
const MAX_NAME = 48;

/** A name that a stranger chose: cut, and masked where it is a secret, holds one, or looks like one. */
export function maskName(name: string, secrets: readonly string[]): string {
  if (secrets.some((secret) => name.includes(secret) || (name.length >= MIN_LENGTH && secret.includes(name))))
    return MASK;
  if (looksRandom(name)) return MASK;
  const clean = name.replace(/[^!-~]/g, "?");
  return clean.length > MAX_NAME ? `${clean.slice(0, MAX_NAME)}…` : clean;
}

/** Tokens and hashes: long, without a break, of letters and digits; and what people write, which has spaces. */
function looksRandom(name: string): boolean {
  if (/\s/.test(name)) return true;
  return name.split(/[._\-/:@]/).some((part) => part.length >= 20 || (part.length >= 12 && /\d/.test(part)));
}

/** The kind of a value, without the value where it is text. */
export function sampleOf(value: unknown, secrets: readonly string[]): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (typeof value === "boolean") return String(value);
  if (typeof value === "number") return secrets.includes(String(value)) ? "a number" : String(value);
  if (typeof value === "string")
    return value === "" ? "an empty string" : `a string of ${units(value.length, "character")}`;
  if (Array.isArray(value)) return `a list of ${units(value.length, "item")}`;
  return `an object with ${units(Object.keys(Object(value)).length, "member")}`;
}

function units(count: number, name: string): string {
  return `${count} ${name}${count === 1 ? "" : "s"}`;
}
