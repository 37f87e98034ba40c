/** Copies of exchanges that can be shared: secrets and what people wrote are masked, and can still be judged. */

import type { Exchange, HeaderList } from "../exchange.js";
import { decoded, escaped, jsonOf } from "../unknown-json.js";
import { splitCredentials } from "./credential-headers.js";
import { replaceEmbedded } from "./embedded.js";
import { innerJson, looksRandom, MAX_DEPTH, type Secrets, secretsOf } from "./masked.js";
import { kindOf, kindOfHeader, kindOfParameter } from "./secret-names.js";

/** Each letter becomes `x` and each digit `0`, so that lengths and formats stay what they were. */
export function maskText(text: string): string {
  return text.replace(/\p{L}/gu, "x").replace(/\p{N}/gu, "0");
}

/** Bodies that are not JSON are left out. */
export function maskExchange(exchange: Exchange): Exchange {
  const { request, answer } = exchange;
  const sent = jsonOf(request.body);
  const answered = jsonOf(answer?.body);
  const secrets = secretsOf(exchange, [sent, answered]);
  return {
    request: {
      method: request.method,
      target: maskTarget(request.target, secrets),
      headers: maskHeaders(request.headers, secrets),
      body: maskBody(request.body, sent, secrets),
    },
    ...(answer !== undefined && {
      answer: {
        status: answer.status,
        headers: maskHeaders(answer.headers, secrets),
        body: maskBody(answer.body, answered, secrets),
      },
    }),
  };
}

function maskBody(body: Uint8Array | undefined, json: unknown, secrets: Secrets): Uint8Array | undefined {
  if (body === undefined || body.length === 0) return body;
  return json === undefined
    ? undefined
    : new TextEncoder().encode(JSON.stringify(maskJson(json, "", false, secrets, 0)));
}

function maskJson(value: unknown, name: string, isSecret: boolean, secrets: Secrets, depth: number): unknown {
  // Deeper bodies are refused for their depth alone.
  if (depth > MAX_DEPTH) return null;
  if (typeof value === "string")
    return isSecret || secrets.texts.has(value) ? maskText(value) : maskString(value, name, secrets, depth);
  if (typeof value === "number") return isSecret || secrets.credentials.includes(String(value)) ? 0 : value;
  if (Array.isArray(value)) return value.map((each) => maskJson(each, name, isSecret, secrets, depth + 1));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([member, each]) => [
      withoutCredentials(member, secrets),
      maskJson(each, member, isSecret || kindOf(member, name) !== undefined, secrets, depth + 1),
    ]),
  );
}

function maskString(text: string, name: string, secrets: Secrets, depth: number): string {
  const inner = innerJson(text);
  if (inner !== undefined) {
    const masked = maskJson(inner, name, false, secrets, depth + 1);
    return isSame(masked, inner) ? text : JSON.stringify(masked);
  }
  const masked = maskWithin(text, secrets);
  return name === "error" ? withoutWords(masked, secrets) : masked;
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** A shorter credential is masked only where it is all of a text: as a part, it may be a part of any word. */
const MIN_PART = 8;

function withoutCredentials(text: string, { credentials }: Secrets): string {
  let masked = text;
  for (const credential of credentials) {
    if (masked === credential) return maskText(masked);
    if (credential.length >= MIN_PART && masked.includes(credential))
      masked = masked.replaceAll(credential, maskText(credential));
  }
  return masked;
}

/** Texts of errors say what was wrong, such as a password: a word of them may be a short one. */
function withoutWords(text: string, { credentials }: Secrets): string {
  return text.replace(/[^\s'"`]+/g, (word) => (credentials.includes(word) ? maskText(word) : word));
}

/** A text without credentials of the exchange, and without what it calls secret itself. */
function maskWithin(text: string, secrets: Secrets): string {
  return replaceEmbedded(withoutCredentials(text, secrets), maskText);
}

function maskTarget(target: string, secrets: Secrets): string {
  const mark = target.indexOf("?");
  const path = withoutCredentials(mark === -1 ? target : target.slice(0, mark), secrets);
  if (mark === -1) return path;
  const pairs = target.slice(mark + 1).split("&");
  return `${path}?${pairs.map((pair) => maskPair(pair, secrets)).join("&")}`;
}

function maskPair(pair: string, secrets: Secrets): string {
  const [name = "", ...rest] = pair.split("=");
  const shown = looksRandom(decoded(name)) ? maskText(name) : withoutCredentials(name, secrets);
  if (rest.length === 0) return shown;
  const value = rest.join("=");
  const isSecret = kindOfParameter(decoded(name)) !== undefined;
  if (isSecret) return `${shown}=${escaped(maskText(decoded(value)))}`;
  const inner = innerJson(decoded(value));
  if (inner !== undefined) {
    const masked = maskJson(inner, decoded(name), false, secrets, 0);
    return isSame(masked, inner) ? pair : `${shown}=${escaped(JSON.stringify(masked))}`;
  }
  // The name is part of it where a parameter holds several.
  const masked = maskWithin(`${name}=${value}`, secrets).slice(name.length + 1);
  return `${shown}=${masked}`;
}

/** All of a text but the host, where it is an address. */
function maskAddress(text: string): string {
  const host = /^\w+:\/\/[^/?#@]+(?=[/?#]|$)/.exec(text)?.[0] ?? "";
  return host + maskText(text.slice(host.length));
}

function maskHeaders(headers: HeaderList, secrets: Secrets): HeaderList {
  return headers.map(([name, value]) => {
    const kind = kindOfHeader(name);
    if (kind === "texts") return [name, maskAddress(value)];
    if (kind === undefined) return [name, maskWithin(value, secrets)];
    const parts = splitCredentials(name, value);
    return [name, parts.map((part, index) => (index % 2 === 0 ? part : maskText(part))).join("")];
  });
}
