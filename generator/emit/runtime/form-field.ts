/** Members of forms, and the code that writes and reads them. */
import type { ParameterForm } from "./parameter.js";

export interface FormField {
  readonly name: string;
  /** How the value is written; of a part, only its type and whether it is JSON count. */
  readonly form: ParameterForm;
  /** A part of bytes; of a member that may be anything, a part of bytes where it is a file. */
  readonly bytes?: true | "maybe";
  /** Media type of a part, or several with commas. */
  readonly contentType?: string;
  /** Headers of a part. */
  readonly headers?: { readonly [name: string]: string };
}

export interface EncodedBody {
  readonly body?: string | BufferSource | Blob | FormData | ReadableStream<Uint8Array>;
  /** Set with a stream, which platforms ask for. */
  readonly duplex?: "half";
  /** Missing where the platform says it. */
  readonly contentType?: string;
}

export type WriteForm = (fields: readonly FormField[], value: object, mediaType: string) => EncodedBody;

export type ReadForm = (
  fields: readonly FormField[],
  bytes: Uint8Array,
  contentType: string,
) => unknown | Promise<unknown>;

/** How a body of a media type is written. */
export type WriteHow =
  | "json"
  | "text"
  | "bytes"
  | { readonly write: WriteForm; readonly fields: readonly FormField[] };

/** By media type, in the order of the document. */
export interface Bodies {
  readonly [mediaType: string]: WriteHow;
}
