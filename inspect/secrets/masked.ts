/** Keeps what a person wrote, and what lets a person in, out of reports and recordings. */

import { type Exchange, type HeaderList, headerOf } from "../exchange.js";
import { decoded, escaped, jsonOf, memberOf } from "../unknown-json.js";
import { credentialsIn } from "./credential-headers.js";
import { embeddedSecrets } from "./embedded.js";
import { kindOf, kindOfHeader, kindOfParameter, type SecretKind } from "./secret-names.js";

/** A shorter secret would blot out ordinary text. */
const MIN_LENGTH = 4;
const MAX_TEXTS = 20_000;
/** Each is looked for in each text. A flood of them is masked where they stand by their names. */
const MAX_CREDENTIALS = 500;
/** Deeper than any body that is judged. */
export const MAX_DEPTH: number = 256;

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

export function secretsOf({ request, answer }: Exchange, bodies: readonly unknown[]): Secrets {
  const found: Found = { credentials: new Set(), texts: new Set() };
  const messages = answer === undefined ? [request] : [request, answer];
  for (const { headers } of messages) for (const [name, value] of headers) addHeader(name, value, found);
  addTarget(request.target, found);
  for (const { headers, body } of messages)
    if (isForm(headers)) addEmbedded(new TextDecoder().decode(body).replace(/\+/g, " "), found);
  for (const body of bodies) collect(body, { name: "", depth: 0 }, found);
  return {
    credentials: [...found.credentials].sort((a, b) => b.length - a.length),
    texts: found.texts,
  };
}

function addHeader(name: string, value: string, found: Found): void {
  if (kindOfHeader(name) !== "credentials") addEmbedded(value, found);
  else for (const text of credentialsIn(name, value)) add(text, "credentials", found);
}

/** Who has the token of an invite by mail may take it: it is the key of a state event. */
const INVITE = "m.room.third_party_invite";
const OF_INVITE = /\/state\/m\.room\.third_party_invite\/([^/?]+)/;

function addTarget(target: string, found: Found): void {
  addEmbedded(target, found);
  const invited = OF_INVITE.exec(target)?.[1];
  if (invited !== undefined) add(decoded(invited), "credentials", found);
  const mark = target.indexOf("?");
  if (mark === -1) return;
  for (const [name, value] of new URLSearchParams(target.slice(mark + 1))) {
    if (kindOfParameter(name) === "credentials") add(value, "credentials", found);
    const inner = innerJson(value);
    if (inner !== undefined) collect(inner, { name, depth: 0 }, found);
  }
}

function isForm(headers: HeaderList): boolean {
  return /urlencoded/i.test(headerOf(headers)("content-type") ?? "");
}

function addEmbedded(text: string, found: Found): void {
  for (const { value, kind } of embeddedSecrets(text)) if (kind === "credentials") add(value, kind, found);
}

/** As it is, and as it stands in an address. */
function add(text: string, kind: SecretKind, found: Found): void {
  const trimmed = text.trim();
  const most = kind === "credentials" ? MAX_CREDENTIALS : MAX_TEXTS;
  if (trimmed.length < MIN_LENGTH || found[kind].size >= most) return;
  found[kind].add(trimmed);
  if (kind === "credentials") found.credentials.add(escaped(trimmed));
}

/** Where a value stands: the member that it is of, and the kind of secret that all below is. */
interface Place {
  readonly name: string;
  readonly kind?: SecretKind | undefined;
  readonly depth: number;
}

function collect(value: unknown, place: Place, found: Found): void {
  if (place.depth > MAX_DEPTH) return;
  const below = { ...place, depth: place.depth + 1 };
  if (typeof value === "string" || typeof value === "number") {
    if (place.kind !== undefined) add(String(value), place.kind, found);
    else addEmbedded(String(value), found);
    const inner = typeof value === "string" ? innerJson(value) : undefined;
    if (inner !== undefined) collect(inner, below, found);
  } else if (Array.isArray(value)) {
    for (const each of value) collect(each, below, found);
  } else if (typeof value === "object" && value !== null) collectMembers(value, below, found);
}

function collectMembers(value: object, { name, kind, depth }: Place, found: Found): void {
  const key = memberOf(value, "type") === INVITE ? memberOf(value, "state_key") : undefined;
  if (typeof key === "string") add(key, "credentials", found);
  for (const [member, each] of Object.entries(value))
    collect(each, { name: member, kind: kindOf(member, name) ?? kind, depth }, found);
}

/** JSON that is kept as a text. */
export function innerJson(text: string): unknown {
  return /^\s*[{[]/.test(text) ? jsonOf(new TextEncoder().encode(text)) : undefined;
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

/** The sample of a value that is not there. */
export const NOTHING = "nothing";

/** The kind of a value, without the value where it is text. */
export function sampleOf(value: unknown, { credentials, texts }: Secrets): string {
  if (value === undefined) return NOTHING;
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
