/** Finds credentials of a request by the names of schemes. */
import { splitPairs } from "./raw-pairs.js";
import type { CredentialValue, FindCredentials, SchemeUse } from "./requirement.js";

export const findNamed: FindCredentials = (requirements, request) => {
  for (const requirement of requirements) {
    const found = requirement.map((use) => [use.name, find(use, request)] as const);
    const there = found.flatMap(([name, value]): [string, CredentialValue][] =>
      value === undefined ? [] : [[name, value]],
    );
    if (there.length === requirement.length) return Object.fromEntries(there);
  }
  return undefined;
};

function find(
  { in: place, key = "" }: SchemeUse,
  { header, query }: Parameters<FindCredentials>[1],
): CredentialValue | undefined {
  if (place === "header") return header(key);
  if (place === "query") return query.get(key) ?? undefined;
  if (place === "cookie")
    return splitPairs(header("cookie") ?? "", ";", false).find((pair) => pair.key === key)?.value;
  // The certificate was seen where the connection ends.
  if (place === "tls") return "";
  const [word = "", ...rest] = (header("authorization") ?? "").trim().split(" ");
  const text = rest.join(" ").trim();
  if (text === "" || word.toLowerCase() !== key.toLowerCase()) return undefined;
  return key === "Basic" ? basic(text) : text;
}

function basic(text: string): CredentialValue | undefined {
  try {
    const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    const pair = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    const colon = pair.indexOf(":");
    return colon === -1 ? undefined : { username: pair.slice(0, colon), password: pair.slice(colon + 1) };
  } catch {
    return undefined;
  }
}
