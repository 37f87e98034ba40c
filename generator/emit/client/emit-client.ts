/** Emits a client per API, and apart from it the checks of what servers answer, which a client only loads on demand. */
import { compare } from "../../json.js";
import { isStream } from "../../model/streams.js";
import type { ApiDef, ContentDef, OperationDef } from "../../model/types.js";
import { pascal } from "../../name/case.js";
import type { OperationNames } from "../../name/types.js";
import { needsWriter } from "../code/body-type.js";
import { docComment } from "../code/doc-comment.js";
import { hasCode, printStreamReader, printWriter } from "../code/fields.js";
import { key, object, strings, wideObject } from "../code/literal.js";
import { memberName } from "../code/member-name.js";
import { requirementMembers, schemesOf, summaryOf } from "../code/operation.js";
import { mayBeEmpty, needsStyles, printParameter } from "../code/parameters.js";
import { RuntimeImports } from "../code/runtime-imports.js";
import { ValidatorImports } from "../code/validator-imports.js";
import { BANNER, type EmitInput, type EmittedFile } from "../emitted-file.js";

export function emitClient(input: EmitInput): EmittedFile[] {
  return input.model.apis.flatMap((api) => [
    { path: `client/${api.module}.js`, text: printClient(api, input) },
    { path: `client/${api.module}.d.ts`, text: printDeclarations(api, input) },
    { path: `client/${api.module}-checks.js`, text: printChecks(api, input) },
    { path: `client/${api.module}-checks.d.ts`, text: CHECKS_DECLARATIONS },
  ]);
}

interface Named {
  readonly operation: OperationDef;
  readonly names: OperationNames;
  readonly member: string;
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
  const operations = named.map((each) => printOperation(each, input, runtime));
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
import type { CallOptions, ClientOptions } from "../runtime/client-options.js";
import type { Operation } from "../runtime/operation.js";
${credentials}
/** Every operation of the ${module} API as a call. */
export interface ${client} {
${named.map(printMethod).join("")}}

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

function printMethod({ operation, names, member }: Named): string {
  const mark = isOptional(operation) ? "?" : "";
  const { description, deprecated } = summaryOf(operation);
  const parameters = [`request${mark}: T.${names.base}Request`, "options?: CallOptions"];
  const doc = docComment({ description, deprecated }, "  ");
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

/** Apart from the client, so that a bundle that makes one call holds one operation. */
function printOperation(
  { operation, member }: Named,
  { linked }: EmitInput,
  runtime: RuntimeImports,
): string {
  const empty = operation.parameters
    .filter((parameter) => mayBeEmpty(operation, parameter))
    .map(({ name }) => name);
  const schemes = schemesOf(operation.security);
  const responses = operation.responses.map(
    ({ status, contents }) =>
      [status, printStreamReader(contents, runtime) ?? JSON.stringify(howToRead(contents))] as const,
  );
  const members = [
    `operationId: ${JSON.stringify(operation.operationId)}`,
    `name: ${JSON.stringify(member)}`,
    `method: ${JSON.stringify(operation.method)}`,
    `path: ${JSON.stringify(operation.path)}`,
    ...(empty.length > 0 ? [`mayBeEmpty: ${strings(empty)}`] : []),
    ...(needsStyles(operation, linked)
      ? [
          `parameters: ${list(operation.parameters.map((each) => printParameter(operation, each, linked)))}`,
          `writeParameters: ${runtime.use("write-styled", "writeStyled")}`,
        ]
      : []),
    ...(operation.requestBody ? bodyMembers(operation.requestBody.contents, runtime) : []),
    `responses: ${object(responses)}`,
    ...(schemes.length > 0 ? [`security: ${strings(schemes)}`] : []),
    ...requirementMembers(operation.security),
    ...(operation.security.named
      ? [`sendCredentials: ${runtime.use("send-credentials", "sendCredentials")}`]
      : []),
  ];
  return `export const ${member} = {\n${members.map((line) => `  ${line},\n`).join("")}};\n`;
}

function list(items: readonly string[]): string {
  return `[\n${items.map((item) => `    ${item},\n`).join("")}  ]`;
}

function printDeclaration({ operation, names, member }: Named): string {
  const start = `${docComment(summaryOf(operation))}export declare const ${member}: Operation`;
  const types = [`T.${names.base}Request`, `T.${names.base}Response`];
  const line = types.join(", ");
  return line.length <= 80 ? `${start}<${line}>;\n` : `${start}<\n  ${types.join(",\n  ")}\n>;\n`;
}

function howToRead(contents: readonly ContentDef[]): string {
  const kinds = new Set(contents.map(({ kind }) => kind));
  const [only = "nothing"] = kinds;
  return kinds.size > 1 ? "by-type" : only;
}

/** Of several media types, JSON where it is among them: most values can be said in it. */
function bodyMembers(contents: readonly ContentDef[], runtime: RuntimeImports): string[] {
  if (needsWriter(contents)) {
    const bodies = contents.map(
      (content) =>
        `    ${key(content.mediaType)}: ${hasCode(content) ? printWriter(content, runtime) : JSON.stringify(content.kind)},\n`,
    );
    return [`bodies: {\n${bodies.join("")}  }`, `writeBody: ${runtime.use("write-body", "writeBody")}`];
  }
  const chosen = contents.find(({ json }) => json) ?? contents.find(isRange) ?? contents[0];
  if (chosen === undefined) return ['body: "json"'];
  const { kind, mediaType } = chosen;
  if (kind !== "json") return [`body: ${JSON.stringify(concrete(mediaType))}`];
  const named = mediaType === "application/json" ? [] : [`mediaType: ${JSON.stringify(mediaType)}`];
  return ['body: "json"', ...named];
}

function isRange({ mediaType }: Pick<ContentDef, "mediaType">): boolean {
  return mediaType.includes("*");
}

/** A range is nothing to send by; the caller may name the type in a header. */
function concrete(mediaType: string): string {
  return isRange({ mediaType }) ? "application/octet-stream" : mediaType;
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
