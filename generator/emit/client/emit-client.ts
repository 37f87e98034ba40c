/** Emits a client per API, and apart from it the checks of what servers answer, which a client only loads on demand. */
import { compare } from "../../json.js";
import type { ApiDef, OperationDef } from "../../model/model.js";
import { isStream } from "../../model/streams.js";
import { pascal } from "../../name/case.js";
import { docComment } from "../code/doc-comment.js";
import { type EventTyped, eventTypedOf } from "../code/event-typed.js";
import { key, object, wideObject } from "../code/literal.js";
import { memberName } from "../code/member-name.js";
import { summaryOf } from "../code/operation.js";
import { RuntimeImports } from "../code/runtime-imports.js";
import { ValidatorImports } from "../code/validator-imports.js";
import { BANNER, type EmitInput, type EmittedFile } from "../emitted-file.js";
import { emitIndex } from "./emit-index.js";
import { type Named, printOperation } from "./operation.js";
import { printTypedImports, typedMethod } from "./typed-method.js";

export function emitClient(input: EmitInput): EmittedFile[] {
  const files = input.model.apis.flatMap((api) => [
    { path: `client/${api.module}.js`, text: printClient(api, input) },
    { path: `client/${api.module}.d.ts`, text: printDeclarations(api, input) },
    { path: `client/${api.module}-checks.js`, text: printChecks(api, input) },
    { path: `client/${api.module}-checks.d.ts`, text: CHECKS_DECLARATIONS },
  ]);
  return [...files, ...emitIndex(input)];
}

function namedOf({ operations }: ApiDef, { names }: EmitInput): Named[] {
  return operations.map((operation) => {
    const own = names.operation(operation);
    return { operation, names: own, member: memberName(own.base) };
  });
}

/** Names that begin with `$` cannot meet those of operations. */
function printClient(api: ApiDef, input: EmitInput): string {
  const { module } = api;
  const named = namedOf(api, input);
  const checks = JSON.stringify(`./${module}-checks.js`);
  const runtime = new RuntimeImports();
  const operations = named.map((each) => printOperation(each, input.linked, runtime));
  return `${BANNER}

${runtime.print()}import { createClient as $createClient } from "../runtime/client.js";

export function ${makerOf(module)}($options) {
  const $operations = {
${named.map(({ member }) => `    ${member},\n`).join("")}  };
  return $createClient($operations, $options, async () => (await import(${checks})).responseChecks);
}

${operations.join("\n")}`;
}

function printDeclarations(api: ApiDef, input: EmitInput): string {
  const { module } = api;
  const named = namedOf(api, input);
  const client = `${pascal(module)}Client`;
  const credentials = printCredentials(api);
  const options = credentials === "" ? "ClientOptions" : `ClientOptions<${pascal(module)}Credentials>`;
  return `${BANNER}

import type * as T from ${JSON.stringify(`../${module}.js`)};
${printTypedImports(named, input)}import type { CallOptions, ClientOptions } from "../runtime/client-options.js";
import type { Operation } from "../runtime/operation.js";
${credentials}
/** Every operation of the ${module} API as a call. */
export interface ${client} {
${named.map((each) => printMethod(each, eventTypedOf(each.operation, input.model))).join("")}}

export declare function ${makerOf(module)}(options: ${options}): ${client};

${named.map(printDeclaration).join("")}`;
}

/** The credentials that a client takes, by name; empty where all operations have Matrix's own. */
function printCredentials({ module, operations }: ApiDef): string {
  const schemes = operations
    .filter(({ security }) => security.named)
    .flatMap(({ security }) => security.alternatives)
    .filter((scheme) => scheme.in !== "tls");
  if (schemes.length === 0) return "";
  const types = new Map(
    schemes.map(({ name, in: place, key: word }) => [
      name,
      place === "authorization" && word === "Basic" ? "BasicCredential | string" : "string",
    ]),
  );
  const members = [...types].sort(([a], [b]) => compare(a, b));
  const printed = members.map(
    ([name, type]) => `  readonly ${key(name)}?: CredentialSource<${type}> | undefined;\n`,
  );
  const basic = printed.some((line) => line.includes("BasicCredential")) ? ["BasicCredential"] : [];
  return `import type { ${[...basic, "CredentialSource"].join(", ")} } from "../runtime/requirement.js";

/** Credentials of the ${module} API, by the names of its security schemes. */
export interface ${pascal(module)}Credentials {
${printed.join("")}}
`;
}

function makerOf(module: string): string {
  return `create${pascal(module)}Client`;
}

function printMethod({ operation, names, member }: Named, typed: EventTyped | undefined): string {
  const mark = isOptional(operation) ? "?" : "";
  const { description, deprecated } = summaryOf(operation);
  const doc = docComment({ description, deprecated }, "  ");
  if (typed !== undefined) return `${doc}${typedMethod(member, names.base, typed)}`;
  const parameters = [`request${mark}: T.${names.base}Request`, "options?: CallOptions"];
  return `${doc}${method(member, parameters, `Promise<T.${names.base}Response>`)}`;
}

/** On one line, or with a line for each parameter. */
function method(name: string, parameters: readonly string[], result: string): string {
  const line = `  readonly ${name}: (${parameters.join(", ")}) => ${result};\n`;
  if (line.length <= 120) return line;
  const lines = parameters.map((parameter) => `    ${parameter},\n`);
  return `  readonly ${name}: (\n${lines.join("")}  ) => ${result};\n`;
}

/** Whether a call makes sense without saying anything. */
function isOptional({ parameters, requestBody }: OperationDef): boolean {
  return !parameters.some(({ required }) => required) && requestBody?.required !== true;
}

function printDeclaration({ operation, names, member }: Named): string {
  const start = `${docComment(summaryOf(operation))}export declare const ${member}: Operation`;
  const types = [`T.${names.base}Request`, `T.${names.base}Response`];
  const line = types.join(", ");
  return line.length <= 80 ? `${start}<${line}>;\n` : `${start}<\n  ${types.join(",\n  ")}\n>;\n`;
}

function printChecks(api: ApiDef, input: EmitInput): string {
  const validators = new ValidatorImports();
  const runtime = new RuntimeImports();
  const table = namedOf(api, input).flatMap(({ operation, names, member }) => {
    const byStatus = operation.responses.flatMap(({ status, contents }): [string, string][] => {
      const checks = contents.flatMap((content): [string, string][] => {
        const type = names.contents.get(content);
        if (type === undefined) return [];
        const check = validators.check(type);
        const own = isStream(content.kind) ? `${runtime.use("check-items", "checkItems")}(${check})` : check;
        return [[content.mediaType, own]];
      });
      const [[, first] = []] = checks;
      const isOne = checks.every(([, check]) => check === first);
      return first === undefined
        ? []
        : [[status, isOne ? first : `${runtime.use("check-by-type", "checkByType")}(${object(checks)})`]];
    });
    return byStatus.length === 0 ? [] : [`  ${key(member)}: ${wideObject(byStatus, "  ")},\n`];
  });
  return `${BANNER}

${validators.print(api.module)}${runtime.print()}
export const responseChecks = {
${table.join("")}};
`;
}

const CHECKS_DECLARATIONS = `${BANNER}

import type { ResponseChecks } from "../runtime/operation.js";

/** Declared answers of each operation, for \`validateResponses\`. */
export declare const responseChecks: ResponseChecks;
`;
