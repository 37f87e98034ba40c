/** Sends the credentials that an operation asks for by the names of schemes, and no others. */
import { encode } from "./encode.js";
import type {
  AnyCredentials,
  CredentialOptions,
  CredentialValue,
  SchemeUse,
  SendCredentials,
} from "./requirement.js";
import { encodeFor } from "./write-values.js";

/**
 * Of several requirements the first of which everything is at hand; nothing where there is none. A token counts for all
 * schemes that send one. Sets headers, and gives the address with the keys that go there.
 */
export const sendCredentials: SendCredentials = async (
  { requirements = [] },
  { uri, headers },
  options,
  callOptions,
) => {
  for (const requirement of requirements) {
    const values = await Promise.all(requirement.map((use) => credentialOf(use, options, callOptions)));
    if (values.includes(undefined)) continue;
    let address = uri;
    for (const [index, use] of requirement.entries())
      address = put(use, values[index] ?? "", address, headers);
    return address;
  }
  return uri;
};

async function credentialOf(
  { name, in: place, key }: SchemeUse,
  options: CredentialOptions,
  callOptions: CredentialOptions,
): Promise<CredentialValue | undefined> {
  if (place === "tls") return "";
  const all: AnyCredentials = { ...options.credentials, ...callOptions.credentials };
  const source = Object.hasOwn(all, name) ? all[name] : undefined;
  const value = typeof source === "function" ? await source() : source;
  if (value !== undefined || place !== "authorization" || key !== "Bearer") return value;
  return (await tokenOf(callOptions)) ?? tokenOf(options);
}

async function tokenOf({ token }: CredentialOptions): Promise<string | undefined> {
  return typeof token === "function" ? token() : token;
}

function put(
  { name, in: place, key = "" }: SchemeUse,
  value: CredentialValue,
  uri: string,
  headers: Headers,
): string {
  const what = `the credential ${name}`;
  const text = typeof value === "string" ? value : basic(value, what);
  if (place === "authorization") headers.set("authorization", `${key} ${text}`);
  if (place === "header") headers.set(key, text);
  if (place === "cookie") {
    const cookie = `${key}=${encodeFor(/[^\x21-\x3a\x3c-\x7e]/, what)(text)}`;
    const others = headers.get("cookie");
    headers.set("cookie", others === null ? cookie : `${others}; ${cookie}`);
  }
  if (place !== "query") return uri;
  return `${uri}${uri.includes("?") ? "&" : "?"}${encode(key, what)}=${encode(text, what)}`;
}

function basic({ username, password }: Exclude<CredentialValue, string>, what: string): string {
  if (username.includes(":")) throw new TypeError(`${what} must not have ":" in its username`);
  const bytes = new TextEncoder().encode(`${username}:${password}`);
  return btoa(String.fromCharCode(...bytes));
}
