/** Requests and answers as they are inspected, and the problems that are found. */
import type { AnswerHeader } from "./inspection.js";

/** Part of an exchange that a problem is in. */
export type InspectedPlace = "path" | "query" | "header" | "body" | "status" | "media-type";

/** One problem of a request or an answer. */
export interface Found {
  readonly place: InspectedPlace;
  readonly path: readonly (string | number)[];
  readonly keyword: string;
  readonly message: string;
  /** Set where it lies in the value that the path leads to. */
  readonly value?: unknown;
}

/** Problems of one side, and the body where it is JSON. */
export interface InspectedSide {
  readonly found: readonly Found[];
  readonly json?: unknown;
}

/** A body as it was sent: its bytes, or what they hold; missing where it was not kept. */
export type InspectedBody = { readonly bytes: Uint8Array } | { readonly json: unknown } | undefined;

export interface InspectedRequest {
  /** Decoded. */
  readonly path: ReadonlyMap<string, string>;
  readonly query: URLSearchParams;
  readonly header: (name: string) => string | undefined;
  readonly body: InspectedBody;
}

export interface InspectedAnswer {
  readonly status: number;
  readonly header: (name: string) => string | undefined;
  readonly body: InspectedBody;
  readonly headers?: readonly AnswerHeader[] | undefined;
}
