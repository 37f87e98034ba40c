/** Prints what the handlers of one API share: the object that wires them, who calls, and what they take of the server. */
import type { Form } from "./handler-file.js";
import { freeName, namedImport } from "./imported-name.js";
import { printFile } from "./marker.js";
import { type GeneratedPlace, specifierOf } from "./specifiers.js";
import { handlersOf } from "./subject.js";

/** A handler to wire: under `member`, what `specifier` exports as `local`. */
export interface Wire {
  readonly member: string;
  readonly local: string;
  readonly specifier: string;
  readonly form: Form;
}

/** `clientServerHandlers` */
export function constantOf(api: string): string {
  const handlers = handlersOf(api);
  return handlers.charAt(0).toLowerCase() + handlers.slice(1);
}

function apiComment(api: string): string[] {
  return [`The handlers of the ${api} API; what has none answers like an unknown endpoint.`];
}

/** A function of the context where handlers are factories; a constant in folders that an earlier version wrote. */
export function printApi(
  api: string,
  wires: readonly Wire[],
  place: GeneratedPlace,
  { folder, form }: { readonly folder: string; readonly form: Form },
): string {
  const handlers = handlersOf(api);
  const routes = specifierOf(place, `routes/${api}`, folder);
  const imports = [
    `import { type ${handlers}, unimplemented } from ${JSON.stringify(routes)};`,
    'import type { Auth } from "./auth.js";',
    ...(form === "factory" ? ['import type { Context } from "./context.js";'] : []),
    ...wires.map((wire) => printImport(wire, constantOf(api))),
  ];
  const name = constantOf(api);
  const members = ["...unimplemented", ...wires.map((wire) => printMember(wire, name))];
  const lines = (indent: string): string => members.map((member) => `${indent}${member},\n`).join("");
  const object =
    form === "factory"
      ? `export function ${name}(context: Context): ${handlers}<Auth> {\n  return {\n${lines("    ")}  };\n}\n`
      : `export const ${name}: ${handlers}<Auth> = {\n${lines("  ")}};\n`;
  const marked = { kind: "api", id: api, comment: apiComment(api) } as const;
  return printFile(`${imports.join("\n")}\n\n`, marked, object);
}

export function printImport({ local, specifier }: Wire, taken: string): string {
  return namedImport(local, nameInIndex(local, taken), specifier);
}

/** `context` is the name that the index gives to its context. */
export function printMember({ member, local, form }: Wire, taken: string, context = "context"): string {
  const name = nameInIndex(local, taken);
  if (form === "factory") return `${member}: ${name}(${context})`;
  return member === name ? member : `${member}: ${name}`;
}

function nameInIndex(local: string, taken: string): string {
  return freeName(local, [taken, "Auth", "Context", "context"]);
}

export function printAuth(api: string): string {
  const comment = [
    `Who calls an operation of the ${api} API: what \`authenticate\` gives, and handlers get as \`auth\`. Make it what your server knows.`,
  ];
  return printFile("", { kind: "auth", id: api, comment }, "export type Auth = unknown;\n");
}

export function printContext(api: string): string {
  const comment = [
    `Parts of your server for handlers of the ${api} API: a store, a clock, settings. Yours to fill; each handler takes what it needs,`,
    'as `({ store }: Pick<Context, "store">)`.',
  ];
  // With a member, so that no linter objects to an empty interface.
  const context =
    "export interface Context {\n  /** Milliseconds since 1970. */\n  readonly now: () => number;\n}\n";
  return printFile("", { kind: "context", id: api, comment }, context);
}

export interface ApiExport {
  readonly api: string;
  readonly specifier: string;
}

/** The index of all: the wired objects of each API. */
export function printIndex(exports: readonly ApiExport[]): string {
  const comment = ["The handlers of every API, for `createFetchHandler` or the Fastify plugin."];
  return printFile("", { kind: "index", id: "", comment }, `${exports.map(printExport).join("\n")}\n`);
}

export function printExport({ api, specifier }: ApiExport): string {
  return `export { ${constantOf(api)} } from ${JSON.stringify(specifier)};`;
}
