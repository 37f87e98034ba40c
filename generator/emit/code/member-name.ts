/** Names of operations in handlers and clients: `logout_all` -> `logoutAll`. */
import { camel } from "../../name/case.js";

/** Reserved member names: those of objects and promises, those used by the emitted code, and keywords. */
const TAKEN = new Set([
  ...Object.getOwnPropertyNames(Object.prototype),
  "then",
  "routes",
  "unimplemented",
  "arguments",
  "await",
  "break",
  "case",
  "catch",
  "class",
  "const",
  "continue",
  "debugger",
  "default",
  "delete",
  "do",
  "else",
  "enum",
  "eval",
  "export",
  "extends",
  "false",
  "finally",
  "for",
  "function",
  "if",
  "implements",
  "import",
  "in",
  "instanceof",
  "interface",
  "let",
  "new",
  "null",
  "package",
  "private",
  "protected",
  "public",
  "return",
  "static",
  "super",
  "switch",
  "this",
  "throw",
  "true",
  "try",
  "typeof",
  "undefined",
  "var",
  "void",
  "while",
  "with",
  "yield",
]);

/** From the base of an operation's type names. No such name holds a `$`, so that one at the end tells it from all others. */
export function memberName(base: string): string {
  const name = camel(base);
  return TAKEN.has(name) || isClientMaker(name) ? `${name}$` : name;
}

/** `createClientServerClient` is what the emitted code itself exports beside the operations. */
function isClientMaker(name: string): boolean {
  return name.startsWith("create") && name.endsWith("Client");
}
