/** Copies of exchanges that can be shared: secrets and what people wrote are masked, and can still be judged. */

import type { Exchange, HeaderList } from "./exchange.js";
import { kindOf, looksRandom, type Secrets, secretsOf } from "./masked.js";
import { decoded, jsonOf } from "./unknown-json.js";

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
    : new TextEncoder().encode(JSON.stringify(maskJson(json, false, secrets)));
}

function maskJson(value: unknown, isSecret: boolean, secrets: Secrets): unknown {
  if (typeof value === "string")
    return isSecret || secrets.texts.has(value) ? maskText(value) : withoutCredentials(value, secrets);
  if (typeof value === "number") return isSecret ? 0 : value;
  if (Array.isArray(value)) return value.map((each) => maskJson(each, isSecret, secrets));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [
      withoutCredentials(name, secrets),
      maskJson(each, isSecret || kindOf(name) !== undefined, secrets),
    ]),
  );
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
  const isSecret = kindOf(decoded(name)) !== undefined;
  return `${shown}=${isSecret ? encodeURIComponent(maskText(decoded(value))) : withoutCredentials(value, secrets)}`;
}

const SECRET_HEADER = /^(?:cookie|set-cookie|authorization|proxy-authorization)$/i;

function maskHeaders(headers: HeaderList, secrets: Secrets): HeaderList {
  return headers.map(([name, value]) => {
    const masked = withoutCredentials(value, secrets);
    if (!SECRET_HEADER.test(name) || masked !== value) return [name, masked];
    return [name, /^x-matrix\s/i.test(value) ? masked : maskText(value)];
  });
}
