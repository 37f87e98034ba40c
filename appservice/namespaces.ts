/**
 * Namespaces of a registration: which users, aliases and rooms an application service has a say in. Identifiers are strangers', and
 * are matched by RE2, whose time grows with their length alone, whatever the pattern (O1).
 */
import type { AppserviceRegistration } from "@knockgen/matrix/application-service";
import { RE2JS } from "re2js";

type Registered = AppserviceRegistration["namespaces"];

/** Kinds of identifiers, as the registration names them. */
export const NAMESPACE_KINDS: readonly (keyof Registered)[] = ["users", "aliases", "rooms"];

/** Identifiers of one kind. */
export interface Namespace {
  /** Whether an identifier as a whole is of it. */
  has(id: string): boolean;
  /** Whether the service alone may use the identifier. */
  hasAlone(id: string): boolean;
}

/** Namespaces of a registration, by kind; a kind that it leaves out has no identifiers. */
export type Namespaces = { readonly [kind in keyof Required<Registered>]: Namespace };

/** A longer pattern is probably a list that should be one. */
const MAX_PATTERN = 1_000;
/** Identifiers have at most 255 bytes; longer ones are of no namespace. */
const MAX_ID = 255;

/** The pattern, for whole identifiers, or a sentence that says why there is none. */
export function compileNamespace(regex: string): RE2JS | string {
  if (regex.length > MAX_PATTERN) return `must have at most ${MAX_PATTERN} characters`;
  try {
    return RE2JS.compile(regex);
  } catch (error) {
    const why = error instanceof Error ? `: ${error.message}` : "";
    return `must be a regular expression without look-around and back references${why}`;
  }
}

/** Namespaces of a registration that has passed its check. */
export function namespacesOf({ namespaces }: Pick<AppserviceRegistration, "namespaces">): Namespaces {
  return {
    users: namespaceOf(namespaces.users),
    aliases: namespaceOf(namespaces.aliases),
    rooms: namespaceOf(namespaces.rooms),
  };
}

function namespaceOf(entries: Registered["users"] = []): Namespace {
  const compiled = entries.flatMap(({ regex, exclusive }) => {
    const pattern = compileNamespace(regex);
    return typeof pattern === "string" ? [] : [{ pattern, exclusive }];
  });
  const isShort = (id: string): boolean => Buffer.byteLength(id) <= MAX_ID;
  return {
    has: (id) => isShort(id) && compiled.some(({ pattern }) => pattern.matches(id)),
    hasAlone: (id) =>
      isShort(id) && compiled.some(({ pattern, exclusive }) => exclusive && pattern.matches(id)),
  };
}
