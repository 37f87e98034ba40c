/** Emits the way in: a client of the client-server API that lives, and what programs use beside it. */
import { compare } from "../../json.js";
import type { ApiDef, OperationDef } from "../../model/model.js";
import { pascal } from "../../name/case.js";
import { key, object } from "../code/literal.js";
import { memberName } from "../code/member-name.js";
import { type Page, pageOf } from "../code/pages.js";
import { BANNER, type EmitInput, type EmittedFile } from "../emitted-file.js";
import { LIVE_METHODS } from "./live-methods.js";

/** Without these there is nothing to live on: the documents describe something else, or a part. */
const NEEDED = ["sync", "sendMessage", "setRoomStateWithKey", "getRoomStateWithKey"];

export function emitIndex(input: EmitInput): EmittedFile[] {
  const api = input.model.apis.find(({ operations }) =>
    NEEDED.every((id) => operations.some(({ operationId }) => operationId === id)),
  );
  if (api === undefined || input.model.events.length === 0) return [];
  const pages = api.operations.flatMap((operation) => {
    const page = pageOf(operation);
    return page === undefined ? [] : [{ operation, page, base: input.names.operation(operation).base }];
  });
  return [
    { path: "index.js", text: printCode(api, pages) },
    { path: "index.d.ts", text: printDeclarations(api, pages) },
  ];
}

interface Paged {
  readonly operation: OperationDef;
  readonly page: Page;
  readonly base: string;
}

/** Values that both files hand on, by module. */
const VALUES: readonly (readonly [module: string, names: readonly string[]])[] = [
  ["client", ["createCall"]],
  ["client-errors", ["InvalidResponse", "ResponseTooLarge", "UnexpectedResponse"]],
  ["matrix-http-error", ["MatrixHttpError"]],
  ["middleware", ["withMiddleware"]],
  ["retry", ["retrying"]],
  ["session", ["createSession"]],
  ["unwrap", ["ErrorAnswer", "isRefusal", "unwrap"]],
];

const TYPES: readonly (readonly [module: string, names: readonly string[]])[] = [
  ["client-options", ["CallOptions", "ClientOptions"]],
  ["fetch", ["CalledOperation", "Fetch"]],
  ["follow-sync", ["SyncOptions"]],
  ["live-client", ["LiveClientOptions"]],
  ["middleware", ["Middleware", "OutgoingRequest"]],
  ["retry", ["RetryOptions", "RetryWait"]],
  ["session", ["Session", "SessionOptions", "Tokens"]],
  ["transfer", ["Download", "Upload"]],
  ["unwrap", ["BodyOf"]],
];

function handOn(list: typeof VALUES, word: string): string {
  return list
    .map(([module, names]) => `export ${word}{ ${names.join(", ")} } from "./runtime/${module}.js";\n`)
    .join("");
}

function printCode({ module }: ApiDef, pages: readonly Paged[]): string {
  const maker = `create${pascal(module)}Client`;
  const table = pages.map(
    ({ base, page }) => `    ${key(memberName(base))}: ${object(Object.entries(page).map(quoted))},\n`,
  );
  return `${BANNER}

import { ${maker} } from "./client/${module}.js";
import { parseMxcUri } from "./identifiers.js";
import { createLiveClient } from "./runtime/live-client.js";

export * from "./identifiers.js";
export * from "./narrow.js";
${handOn(VALUES, "")}
const parts = {
  make: ${maker},
  parseMxcUri,
  pages: {
${table.join("")}  },
};

export function createClient(options) {
  return createLiveClient(parts, options);
}
`;
}

function quoted([name, value]: [string, string]): readonly [string, string] {
  return [name, JSON.stringify(value)];
}

function printDeclarations({ module, operations }: ApiDef, pages: readonly Paged[]): string {
  const api = pascal(module);
  const has = (id: string): boolean => operations.some(({ operationId }) => operationId === id);
  const methods = LIVE_METHODS.filter(({ needs }) => has(needs)).map(({ text }) => text);
  const table = pages.map(
    ({ base, page }) => `  ${key(memberName(base))}: {
    request: T.${base}Request;
    item: ItemOf<T.${base}Response, ${JSON.stringify(page.items)}>;
  };
`,
  );
  const events = ["EventVariants", "MessageEventContents", "StateEventContents", "ToDeviceEventContents"];
  return `${BANNER}

import type { ${api}Client } from "./client/${module}.js";
import type * as T from "./${module}.js";
import type { ${events.sort(compare).join(", ")} } from "./events.js";
import type { ContentOf, EventId, MxcUri, RoomId, UserId, VariantOf } from "./matrix.js";
import type { CallOptions } from "./runtime/client-options.js";
import type { SyncOptions } from "./runtime/follow-sync.js";
import type { LiveClientOptions } from "./runtime/live-client.js";
import type { SendOptions, StateOptions } from "./runtime/live-events.js";
import type { UploadOptions } from "./runtime/live-files.js";
import type { Download, Upload } from "./runtime/transfer.js";
import type { AnyAnswer, BodyOf } from "./runtime/unwrap.js";

export * from "./identifiers.js";
export type * from "./matrix.js";
export * from "./narrow.js";
${handOn(VALUES, "")}${handOn(TYPES, "type ")}export type { SendOptions, StateOptions, UploadOptions };

type ItemOf<Answer extends AnyAnswer, Items extends string> =
  BodyOf<Answer> extends { readonly [items in Items]?: infer List }
    ? NonNullable<List> extends readonly (infer Item)[]
      ? Item
      : never
    : never;

/** Operations that answer in pages. */
export interface Pages {
${table.join("")}}

/** Every operation of the ${module} API, and what lives on top of them. */
export interface MatrixClient extends Omit<${api}Client, "sync"> {
${methods.join("\n")}
  /** Every item of an operation that answers in pages, page by page as they are asked for. Throws refusals (\`isRefusal\`). */
  readonly paginate: <Name extends keyof Pages>(
    name: Name,
    request: Pages[Name]["request"],
    options?: CallOptions,
  ) => AsyncGenerator<Pages[Name]["item"], void, undefined>;
}

/** A client that repeats what a server refuses for haste, renews its token, follows \`/sync\` and turns pages. */
export declare function createClient(options: LiveClientOptions): MatrixClient;
`;
}
