/** The error that every Matrix API answers with: a status, a code for programs, and a text for people. */

export class MatrixHttpError extends Error {
  override readonly name: string = "MatrixHttpError";
  readonly status: number;
  readonly errcode: string;
  /** Further members of the body, such as `retry_after_ms`. */
  readonly extra: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    errcode: string,
    message: string,
    extra: Readonly<Record<string, unknown>> = {},
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.status = status;
    this.errcode = errcode;
    this.extra = extra;
    this.headers = headers;
  }

  /**
   * The body of the answer. A method, so that the compiler, when a handler's answer has the wrong body, does not take it
   * for such an error that lacks its other members.
   */
  toJSON(): { errcode: string; error: string; [key: string]: unknown } {
    return { ...this.extra, errcode: this.errcode, error: this.message };
  }
}

/** Known by its name, so that an error of another copy of this module counts as well. */
export function isMatrixHttpError(value: unknown): value is MatrixHttpError {
  return (
    value instanceof MatrixHttpError ||
    (value instanceof Error && value.name === "MatrixHttpError" && "errcode" in value && "status" in value)
  );
}
