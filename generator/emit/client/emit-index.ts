/** Emits the way in: a client of the client-server API that lives, and what programs use beside it. */
import { compare } from "../../json.js";
import type { ApiDef, OperationDef } from "../../model/model.js";
import { pascal } from "../../name/case.js";
import { key, object } from "../code/literal.js";
import { memberName } from "../code/member-name.js";
import { type Page, pageOf } from "../code/pages.js";
import { BANNER, type EmitInput, type EmittedFile } from "../emitted-file.js";

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

/** Methods of the live client, each with the operation that a release must have for it. */
const METHODS: readonly { readonly needs: string; readonly text: string }[] = [
  {
    needs: "sendMessage",
    text: `  /** Sends an event and gives its ID. Throws refusals (\`isRefusal\`). */
  readonly sendEvent: <
    EventType extends string,
    const Content extends ContentOf<MessageEventContents, EventType>,
  >(
    roomId: RoomId,
    eventType: EventType,
    content: Content & VariantOf<EventVariants, EventType, Content>,
    options?: SendOptions,
  ) => Promise<EventId>;
`,
  },
  {
    needs: "setRoomStateWithKey",
    text: `  /** Sends a state event, with the empty state key where \`options\` names none, and gives its ID. Throws refusals (\`isRefusal\`). */
  readonly setState: <
    EventType extends string,
    const Content extends ContentOf<StateEventContents, EventType>,
  >(
    roomId: RoomId,
    eventType: EventType,
    content: Content & VariantOf<EventVariants, EventType, Content>,
    options?: StateOptions,
  ) => Promise<EventId>;
`,
  },
  {
    needs: "getRoomStateWithKey",
    text: `  /** The content of a piece of state, as the server says it; \`isStateOf\` and the checks tell whether it is right. Throws refusals (\`isRefusal\`). */
  readonly getState: <EventType extends string>(
    roomId: RoomId,
    eventType: EventType,
    options?: StateOptions,
  ) => Promise<ContentOf<StateEventContents, EventType>>;
`,
  },
  {
    needs: "sendToDevice",
    text: `  /** Sends a message to each of some devices, by user and device; \`*\` stands for all of a user's. Throws refusals (\`isRefusal\`). */
  readonly sendToDevices: <
    EventType extends string,
    const Content extends ContentOf<ToDeviceEventContents, EventType>,
  >(
    eventType: EventType,
    messages: {
      readonly [userId: UserId]: {
        readonly [deviceId: string]: Content & VariantOf<EventVariants, EventType, Content>;
      };
    },
    options?: SendOptions,
  ) => Promise<void>;
`,
  },
  {
    needs: "uploadContent",
    text: `  /** Uploads bytes, a file or a stream, without holding it in memory, and gives its address. Throws refusals (\`isRefusal\`). */
  readonly upload: (file: Upload, options?: UploadOptions) => Promise<MxcUri>;
`,
  },
  {
    needs: "getContent",
    text: `  /** A file as a stream. Throws refusals (\`isRefusal\`). */
  readonly download: (uri: MxcUri, options?: CallOptions) => Promise<Download>;
`,
  },
  {
    needs: "sync",
    text: `  /**
   * Follows the account: \`for await (const batch of client.sync({ since, onToken, signal }))\`. Waits out refusals for
   * haste and lost connections, ends with the signal, throws where repeating does not help.
   */
  readonly sync: (options?: SyncOptions) => AsyncGenerator<BodyOf<T.SyncResponse>, void, undefined>;
`,
  },
];

function printDeclarations({ module, operations }: ApiDef, pages: readonly Paged[]): string {
  const api = pascal(module);
  const has = (id: string): boolean => operations.some(({ operationId }) => operationId === id);
  const methods = METHODS.filter(({ needs }) => has(needs)).map(({ text }) => text);
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
