/** Namespaces of a registration: which users, aliases and rooms an application service has a say in. */
import type { AppserviceRegistration } from "@knockgen/matrix/application-service";

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

export type Namespaces = { readonly [kind in keyof Required<Registered>]: Namespace };

/** A longer pattern is probably a list that should be one. */
const MAX_PATTERN = 1_000;
/** Identifiers have at most 255 bytes; longer ones are of no namespace. */
const MAX_ID = 255;

/** Classes of POSIX, which JavaScript does not have. */
const CLASSES: { readonly [name: string]: string } = {
  alnum: "a-zA-Z0-9",
  alpha: "a-zA-Z",
  blank: " \\t",
  digit: "0-9",
  lower: "a-z",
  punct: "!-\\/:-@\\[-`{-~",
  space: "\\s",
  upper: "A-Z",
  xdigit: "0-9A-Fa-f",
};

/** The pattern over a whole identifier, or a sentence that says why there is none. */
export function compileNamespace(regex: string): RegExp | string {
  if (regex.length > MAX_PATTERN) return `must have at most ${MAX_PATTERN} characters`;
  const translated = regex.replace(/\[:(\w+):\]/g, (whole, name: string) => CLASSES[name] ?? whole);
  try {
    // By itself first: one bracket too many could lead out of the whole.
    new RegExp(translated);
    return new RegExp(`^(?:${translated})$`);
  } catch {
    return "must be a regular expression";
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
    has: (id) => isShort(id) && compiled.some(({ pattern }) => pattern.test(id)),
    hasAlone: (id) => isShort(id) && compiled.some(({ pattern, exclusive }) => exclusive && pattern.test(id)),
  };
}
