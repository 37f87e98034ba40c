/** Keeps what a person wrote, and what lets a person in, out of reports and recordings. */
import type { Exchange } from "./exchange.js";
import { headerOf } from "./exchange.js";

/** Names of members whose value is secret, wherever they stand. */
const SECRET_NAME =
  /token|passw|secret|private_key|recovery|^session(?:_data|_key)?$|ciphertext|signature|nonce|^mac$|^key$|^code$|cookie|^sig$|^sid$|^k$|^pushkey$/i;

/** Names of members that hold what people write to each other. */
const TEXT_NAME =
  /^(?:body|formatted_body|m\.text|topic|name|reason|displayname|display_name|status_msg|caption)$/;

/** A shorter secret would blot out ordinary text. */
const MIN_LENGTH = 4;
const MAX_VALUES = 5_000;
const MAX_DEPTH = 64;

/** Members whose name looks secret and whose value is a word of the specification. */
const HARMLESS = /^(?:token_type|m\.[\w.]*(?:token|secret|password)[\w.]*)$/;

/** Texts of an exchange that must not be shown. */
export interface Secrets {
  /** Values that let a person in, masked even inside other text. The longest come first, so that none is masked by its own beginning. */
  readonly credentials: readonly string[];
  /** Texts that people wrote. */
  readonly texts: ReadonlySet<string>;
}

interface Found {
  readonly credentials: Set<string>;
  readonly texts: Set<string>;
}

type Kind = keyof Found;

export function secretsOf(exchange: Exchange, bodies: readonly unknown[]): Secrets {
  const found: Found = { credentials: new Set(), texts: new Set() };
  const { request, answer } = exchange;
  for (const headers of [request.headers, answer?.headers ?? []]) {
    const header = headerOf(headers);
    for (const text of credentialsIn(header("authorization") ?? "")) add(text, "credentials", found);
    for (const name of ["cookie", "set-cookie"])
      for (const pair of header(name)?.split(/[;,]/) ?? [])
        add(pair.split("=")[1] ?? "", "credentials", found);
  }
  const mark = request.target.indexOf("?");
  if (mark !== -1)
    for (const [name, value] of new URLSearchParams(request.target.slice(mark + 1)))
      if (kindOf(name) === "credentials") add(value, "credentials", found);
  for (const body of bodies) collect(body, undefined, 0, found);
  return {
    credentials: [...found.credentials].sort((a, b) => b.length - a.length),
    texts: found.texts,
  };
}

/** The secret parts of the header `Authorization`: a token, or the signatures of a signed request. */
function credentialsIn(authorization: string): readonly string[] {
  const [scheme = "", ...rest] = authorization.trim().split(/\s+/);
  if (scheme.toLowerCase() !== "x-matrix") return rest;
  return [...authorization.matchAll(/\bsig="?([^",\s]+)/gi)].map(([, signature = ""]) => signature);
}

function add(text: string, kind: Kind, found: Found): void {
  if (text.trim().length >= MIN_LENGTH && found[kind].size < MAX_VALUES) found[kind].add(text.trim());
}

function collect(value: unknown, kind: Kind | undefined, depth: number, found: Found): void {
  if (depth > MAX_DEPTH) return;
  if (typeof value === "string" || typeof value === "number") {
    if (kind !== undefined) add(String(value), kind, found);
  } else if (Array.isArray(value)) {
    for (const each of value) collect(each, kind, depth + 1, found);
  } else if (typeof value === "object" && value !== null) {
    for (const [name, each] of Object.entries(value)) collect(each, kindOf(name) ?? kind, depth + 1, found);
  }
}

/** Kind of secret that a member of this name holds; undefined for all others. */
export function kindOf(name: string): Kind | undefined {
  if (HARMLESS.test(name)) return undefined;
  if (SECRET_NAME.test(name)) return "credentials";
  return TEXT_NAME.test(name) ? "texts" : undefined;
}

const MASK = "***";
const MAX_NAME = 48;

/** A name that a stranger chose: cut, and masked where it is a secret, holds one, or looks like one. */
export function maskName(name: string, { credentials, texts }: Secrets): string {
  const secrets = [...credentials, ...texts];
  if (secrets.some((secret) => name.includes(secret) || (name.length >= MIN_LENGTH && secret.includes(name))))
    return MASK;
  if (looksRandom(name)) return MASK;
  const clean = name.replace(/[^!-~]/g, "?");
  return clean.length > MAX_NAME ? `${clean.slice(0, MAX_NAME)}…` : clean;
}

/** Tokens and hashes: long, without a break, of letters and digits; and what people write, which has spaces. */
export function looksRandom(name: string): boolean {
  if (/\s/.test(name)) return true;
  return name.split(/[._\-/:@]/).some((part) => part.length >= 20 || (part.length >= 12 && /\d/.test(part)));
}

/** The kind of a value, without the value where it is text. */
export function sampleOf(value: unknown, { credentials, texts }: Secrets): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (typeof value === "boolean") return String(value);
  if (typeof value === "number") {
    const text = String(value);
    return credentials.includes(text) || texts.has(text) ? "a number" : text;
  }
  if (typeof value === "string")
    return value === "" ? "an empty string" : `a string of ${units(value.length, "character")}`;
  if (Array.isArray(value)) return `a list of ${units(value.length, "item")}`;
  return `an object with ${units(Object.keys(Object(value)).length, "member")}`;
}

function units(count: number, name: string): string {
  return `${count} ${name}${count === 1 ? "" : "s"}`;
}
