/** Emits options of TanStack Query: a query for each operation that only asks, a mutation for each that does something. */
import type { ApiDef, OperationDef } from "../../model/model.js";
import { pascal } from "../../name/case.js";
import { docComment } from "../code/doc-comment.js";
import { object } from "../code/literal.js";
import { memberName } from "../code/member-name.js";
import { summaryOf } from "../code/operation.js";
import { type Page, pageOf } from "../code/pages.js";
import { BANNER, type EmitInput, type EmittedFile } from "../emitted-file.js";

interface Option {
  readonly operation: OperationDef;
  readonly member: string;
  readonly base: string;
  readonly page: Page | undefined;
}

export function emitTanstackQuery(input: EmitInput): EmittedFile[] {
  return input.model.apis.flatMap((api) => {
    const options = api.operations.map((operation): Option => {
      const { base } = input.names.operation(operation);
      return { operation, member: memberName(base), base, page: pageOf(operation) };
    });
    return [
      { path: `tanstack-query/${api.module}.js`, text: printCode(api, options) },
      { path: `tanstack-query/${api.module}.d.ts`, text: printDeclarations(api, options) },
    ];
  });
}

/** A request that may be repeated without doing anything. */
function isQuery({ operation }: Option): boolean {
  return operation.method === "GET" || operation.method === "HEAD" || operation.method === "QUERY";
}

function printCode({ module }: ApiDef, options: readonly Option[]): string {
  const api = JSON.stringify(module);
  const lines = options.flatMap((option) => {
    const { member, page } = option;
    const call = (maker: string, more = ""): string =>
      `/* @__PURE__ */ ${maker}(${api}, ${JSON.stringify(member)}${more})`;
    if (!isQuery(option)) return [`export const ${member}Mutation = ${call("$mutationOf")};\n`];
    const tokens =
      page &&
      object([
        ["from", JSON.stringify(page.from)],
        ["next", JSON.stringify(page.next)],
      ]);
    return [
      `export const ${member}Query = ${call("$queryOf")};\n`,
      ...(tokens === undefined
        ? []
        : [`export const ${member}Pages = ${call("$pagesOf", `, ${tokens}`)};\n`]),
    ];
  });
  const body = lines.join("");
  const used = ["mutationOf", "pagesOf", "queryOf"].filter((name) => body.includes(`$${name}(`));
  const imports =
    used.length === 0
      ? ""
      : `import {\n${used.map((name) => `  ${name} as $${name},\n`).join("")}} from "../runtime/tanstack-query.js";\n\n`;
  return `${BANNER}\n\n${imports}${body === "" ? "export {};\n" : body}`;
}

function printDeclarations({ module }: ApiDef, options: readonly Option[]): string {
  const client = `${pascal(module)}Client`;
  const lines = options.flatMap((option) => {
    const { operation, member, base, page } = option;
    const doc = docComment(summaryOf(operation));
    const of = `Pick<${client}, ${JSON.stringify(member)}>`;
    const types = `T.${base}Request, BodyOf<T.${base}Response>`;
    const declare = (suffix: string, parameters: readonly string[], kind: string): string =>
      `${doc}export declare function ${member}${suffix}(\n${parameters.map((each) => `  ${each},\n`).join("")}): ${kind};\n`;
    const isOptional =
      !operation.parameters.some(({ required }) => required) && operation.requestBody?.required !== true;
    if (!isQuery(option)) {
      const request = isOptional ? `T.${base}Request | void` : `T.${base}Request`;
      return [
        declare("Mutation", [`client: ${of}`], `MutationOptions<${request}, BodyOf<T.${base}Response>>`),
      ];
    }
    const parameters = [`client: ${of}`, `request${isOptional ? "?" : ""}: T.${base}Request`];
    return [
      declare("Query", parameters, `QueryOptions<${types}>`),
      ...(page === undefined ? [] : [declare("Pages", parameters, `PagesOptions<${types}>`)]),
    ];
  });
  const body = lines.join("");
  const kinds = ["MutationOptions", "PagesOptions", "QueryOptions"].filter((name) =>
    body.includes(`${name}<`),
  );
  if (kinds.length === 0) return `${BANNER}\n\nexport {};\n`;
  return `${BANNER}

import type { ${client} } from "../client/${module}.js";
import type * as T from "../${module}.js";
import type { ${kinds.join(", ")} } from "../runtime/tanstack-query.js";
import type { BodyOf } from "../runtime/unwrap.js";

${body}`;
}
