/** Prints the files of one operation: a handler that says what it takes, and a test that sends it a request. */
import type { Form } from "./handler-file.js";
import { freeName, namedImport } from "./imported-name.js";
import { literal } from "./literal.js";
import { printFile } from "./marker.js";
import { idOf, type Subject } from "./scaffold-plan.js";
import { type GeneratedPlace, relativeSpecifier, specifierOf } from "./specifiers.js";
import { DIALECTS, type TestRunner } from "./test-runner.js";

/** Absolute paths of the files that a printed file refers to. */
export interface Surroundings {
  /** Folder of the printed file. */
  readonly folder: string;
  readonly place: GeneratedPlace;
  readonly auth: string;
  readonly context: string;
  readonly testing: string;
  readonly runner: TestRunner;
}

export function handlerComment(subject: Subject): string[] {
  const { route, summary, parts, statuses, since, deprecated } = subject;
  const takes = parts.length === 0 ? "Takes nothing" : `Takes ${list(parts, "and")}`;
  const answers = statuses.length === 0 ? "" : `; answers ${list(statuses, "or")}`;
  return [
    `\`${route}\`${summary === undefined ? "" : `: ${summary}`}`,
    "",
    `${takes}${answers}.${deprecated ? " Deprecated in the specification." : ""}`,
    ...(since === undefined ? [] : ["", `@since Matrix ${since}`]),
  ];
}

export function printHandler(
  subject: Subject,
  { folder, place, auth, context }: Surroundings,
  form: Form,
): string {
  const { api, operationId, handlers, member } = subject;
  const routes = specifierOf(place, `routes/${api}`, folder);
  const error = specifierOf(place, "runtime/matrix-http-error", folder);
  const imports = [
    `import type { ${handlers} } from ${JSON.stringify(routes)};`,
    `import { MatrixHttpError } from ${JSON.stringify(error)};`,
    `import type { Auth } from ${JSON.stringify(relativeSpecifier(folder, auth))};`,
    ...(form === "factory"
      ? [`import type { Context } from ${JSON.stringify(relativeSpecifier(folder, context))};`]
      : []),
  ];
  // A line of its own for what follows the specification, so that no line which a user edits ever has to change.
  const type = `type Handler = ${handlers}<Auth>[${JSON.stringify(member)}];`;
  const refuse = `throw new MatrixHttpError(501, "M_UNRECOGNIZED", ${JSON.stringify(`${operationId} is not implemented`)});`;
  const body =
    form === "factory"
      ? [
          `export const ${member} =`,
          "  (_context: Context): Handler =>",
          "  async () => {",
          `    ${refuse}`,
          "  };",
        ]
      : [`export const ${member}: Handler = async () => {`, `  ${refuse}`, "};"];
  const marked = { kind: "handler", id: idOf(subject), comment: handlerComment(subject) } as const;
  return printFile(`${imports.join("\n")}\n\n${type}\n\n`, marked, `${body.join("\n")}\n`);
}

export interface HandlerPlace {
  /** Absolute. */
  readonly file: string;
  /** The name under which it is exported there. */
  readonly local: string;
  readonly form: Form;
}

/** Names that a test declares and imports beside its handler and those of its runner. */
const NAMES_IN_TESTS = ["context", "response", "send"];

export function testComment({ operationId }: Subject): string[] {
  return [`Sends ${operationId} a request through the checks of its route. Yours to extend.`];
}

export function printTest(
  subject: Subject,
  handler: HandlerPlace,
  { folder, testing, runner }: Surroundings,
): string {
  const { operationId, member, route } = subject;
  const { local, file, form } = handler;
  const dialect = DIALECTS[runner];
  const name = freeName(local, [...NAMES_IN_TESTS, ...dialect.names]);
  const imports = [
    ...dialect.imports,
    namedImport(local, name, relativeSpecifier(folder, asModule(file))),
    `import { ${form === "factory" ? "context, " : ""}send } from ${JSON.stringify(relativeSpecifier(folder, testing))};`,
  ];
  const value = form === "factory" ? `${name}(context)` : name;
  const object = value === member ? `{ ${member} }` : `{ ${member}: ${value} }`;
  const entries = Object.entries(subject.sample);
  const parts = entries.length === 0 ? "" : `, ${literal(Object.fromEntries(entries), "  ")}`;
  const obstacle = obstacleOf(subject);
  const body = [
    ...(obstacle === undefined ? [] : [`// Not run: ${obstacle}.`]),
    `test${obstacle === undefined ? "" : ".skip"}(${JSON.stringify(`${operationId} is not implemented`)}, async () => {`,
    `  const response = await send(${object}${parts});`,
    `  ${dialect.status}`,
    ...(route.startsWith("HEAD ") ? [] : [`  ${dialect.body}`]),
    "});",
  ];
  const marked = { kind: "test", id: idOf(subject), comment: testComment(subject) } as const;
  return printFile("", marked, `${imports.join("\n")}\n\n${body.join("\n")}\n`);
}

/** Why a test cannot run as it is written. */
function obstacleOf({ route, isRefused }: Subject): string | undefined {
  // A test of its own would need a server in node:http.
  if (route.startsWith("TRACE ")) return "the platform's `Request` refuses TRACE";
  return isRefused ? "this body is not all that its schema asks for" : undefined;
}

/** `…/knock-room.ts` -> `…/knock-room.js`, which is what an import says. */
export function asModule(file: string): string {
  return file.endsWith(".ts") ? `${file.slice(0, -3)}.js` : file;
}

function list(items: readonly string[], word: string): string {
  const marked = items.map((item) => `\`${item}\``);
  const last = marked.pop() ?? "";
  return marked.length === 0 ? last : `${marked.join(", ")} ${word} ${last}`;
}
