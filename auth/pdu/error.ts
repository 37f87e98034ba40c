/** Errors in an event that are found before any rule is applied. */

/** Why an event is dropped: not its room version's format, or too large. */
export type PduErrorCode =
  | "pdu/room-version"
  | "pdu/not-json"
  | "pdu/not-an-object"
  | "pdu/field-missing"
  | "pdu/field-type"
  | "pdu/not-canonical"
  | "pdu/too-many"
  | "pdu/too-large"
  | "pdu/field-too-large"
  /** No written rule refuses the event, but servers do. */
  | "pdu/unwritten";

/** A named problem with the form of an event. */
export interface PduError {
  readonly code: PduErrorCode;
  /** The key at fault, where it is one. */
  readonly field: string | undefined;
  readonly message: string;
}

/** Makes a `PduError`. */
export function pduError(code: PduErrorCode, message: string, field?: string): PduError {
  return { code, field, message };
}
