/** Operations as scaffolding sees them, and planned changes of files. */
import type { Json } from "../json.js";

/** Input of a handler's file. */
export interface Subject {
  /** Folder name of the API: `client-server`. */
  readonly api: string;
  readonly operationId: string;
  /** Its name in the handlers' interface. */
  readonly member: string;
  /** `ClientServerHandlers` */
  readonly handlers: string;
  /** `POST /_matrix/client/v3/knock/{roomIdOrAlias}` */
  readonly route: string;
  readonly summary?: string;
  readonly since?: string;
  readonly deprecated: boolean;
  /** Parts that a handler receives: `path`, `query`, `headers`, `body`, `auth`. */
  readonly parts: readonly string[];
  /** Declared statuses: `200`, `3XX`. */
  readonly statuses: readonly string[];
  /** A request that passes the operation's checks, unless `isRefused`. */
  readonly sample: SampleRequest;
  /** The body's schema asks for more than could be sampled, as for a text of a million characters. */
  readonly isRefused: boolean;
}

export interface SampleRequest {
  readonly path?: { readonly [name: string]: Json };
  readonly query?: { readonly [name: string]: Json };
  readonly headers?: { readonly [name: string]: Json };
  readonly cookies?: { readonly [name: string]: Json };
  readonly body?: Json;
  /** Missing for `application/json`. */
  readonly mediaType?: string;
}

/** One API with all of its operations, those without a file included. */
export interface ApiSubjects {
  readonly api: string;
  readonly subjects: readonly Subject[];
}

/** A change to one file in the user's folder; `before` is missing for a new file. */
export interface FileChange {
  /** Relative to the folder, with `/`. */
  readonly path: string;
  readonly before?: string;
  readonly after: string;
}

export interface ScaffoldPlan {
  readonly changes: readonly FileChange[];
  /** Operations whose files are kept though the specification no longer has them, with the files. */
  readonly gone: readonly { readonly id: string; readonly path: string }[];
  /** Operations under another name than before. */
  readonly renamed: readonly { readonly from: string; readonly to: string; readonly path: string }[];
  /** Steps for the user to do by hand, each a sentence with its file and line. */
  readonly notes: readonly string[];
  /** Why nothing can be done; `changes` is empty then. */
  readonly problems: readonly string[];
  /** How many operations have a file, those that are gone included. */
  readonly operations: number;
}

/** `client-server/knockRoom` */
export function idOf({ api, operationId }: { readonly api: string; readonly operationId: string }): string {
  return `${api}/${operationId}`;
}
