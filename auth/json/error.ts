/** Errors in JSON, by name. */

/** Why text is not JSON, or a value has no canonical form. */
export type JsonErrorCode =
  | "json/syntax"
  | "json/too-deep"
  | "json/too-many-keys"
  | "json/too-many-values"
  | "json/too-long"
  | "json/lone-surrogate"
  | "json/not-finite"
  | "json/float"
  | "json/integer-range"
  | "json/not-json";

/** A named problem with JSON: returned by readers, thrown by encoders. */
export class JsonError extends Error {
  override readonly name = "JsonError";
  readonly code: JsonErrorCode;
  /** Offset in the text, where there is a text. */
  readonly position: number | undefined;
  constructor(code: JsonErrorCode, message: string, position?: number) {
    super(message);
    this.code = code;
    this.position = position;
  }
}

/** A value, or the named error that stands in its place. */
export type Result<T, E> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: E };
