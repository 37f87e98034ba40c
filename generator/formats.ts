/** Names of formats that mean something to validators: Matrix's, those of JSON Schema and OpenAPI. `emit/validators/formats.ts` says what. */

/** Always checked. */
const MATRIX_FORMATS = [
  "mx-event-id",
  "mx-mxc-uri",
  "mx-room-alias",
  "mx-room-id",
  "mx-server-name",
  "mx-unpadded-base64",
  "mx-urlsafe-unpadded-base64",
  "mx-user-id",
] as const;
export type MatrixFormat = (typeof MATRIX_FORMATS)[number];

/** Checked with `--assert-formats`: the list of ajv-formats, and what JSON Schema 2020-12 has beside it. */
export const STANDARD_FORMATS = [
  "byte",
  "date",
  "date-time",
  "duration",
  "email",
  "hostname",
  "ipv4",
  "ipv6",
  "iso-date-time",
  "iso-time",
  "json-pointer",
  "json-pointer-uri-fragment",
  "regex",
  "relative-json-pointer",
  "time",
  "uri",
  "uri-reference",
  "uri-template",
  "url",
  "uuid",
] as const;
export type StandardFormat = (typeof STANDARD_FORMATS)[number];

/** The same, for numbers. */
export const NUMBER_FORMATS = ["int32", "int64", "float", "double"] as const;

/** They say how a value is shown or sent, and restrict nothing. */
const WORDS = ["password", "binary"];

const KNOWN: ReadonlySet<string> = new Set([
  ...MATRIX_FORMATS,
  ...STANDARD_FORMATS,
  ...NUMBER_FORMATS,
  ...WORDS,
]);

const NUMBERS: ReadonlySet<string> = new Set(NUMBER_FORMATS);

export function isNumberFormat(format: string): boolean {
  return NUMBERS.has(format);
}

export function isKnownFormat(format: string): boolean {
  return KNOWN.has(format);
}
