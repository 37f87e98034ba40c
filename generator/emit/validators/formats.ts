/**
 * The formats that validators check. Matrix's own are always checked, by the grammar that servers must accept: historical
 * user IDs, room IDs without a server name (Matrix specification, appendices, "Common identifier format"). All other
 * formats are annotations, as JSON Schema has it, unless asked for.
 */

interface Format {
  /** Name of the emitted function. */
  readonly name: string;
  /** Condition on `s`, a string, that comes before the form. */
  readonly test?: string;
  /** Source of the regular expression that it matches. */
  readonly form?: string;
  /** The pattern that upstream writes beside the format, and that the format implies. */
  readonly implies?: string;
}

/** An IPv6 literal in brackets, or a host name or IPv4 literal; then perhaps a port. */
const SERVER = "(?:[0-9A-Za-z.-]+|\\[[0-9A-Fa-f:.]+\\])(?::\\d{1,5})?";

/** A sigil and then anything: no grammar holds for all room versions. */
function opaque(sigil: string): string {
  return `s.length > 1 && s.length < 256 && s.charCodeAt(0) === ${sigil.charCodeAt(0)} && !s.includes("\\0")`;
}

const MATRIX: { readonly [format: string]: Format } = {
  "mx-event-id": { name: "isEventId", test: opaque("$"), implies: "^\\$" },
  "mx-mxc-uri": {
    name: "isMxcUri",
    form: `^mxc:\\/\\/${SERVER}\\/[^/\\0]+$`,
    implies: "^mxc:\\/\\/",
  },
  "mx-room-alias": {
    name: "isRoomAlias",
    test: "s.length < 256",
    form: `^#[^:\\0]*:${SERVER}$`,
    implies: "^#",
  },
  "mx-room-id": { name: "isRoomId", test: opaque("!"), implies: "^!" },
  "mx-server-name": { name: "isServerName", form: `^${SERVER}$` },
  "mx-unpadded-base64": { name: "isBase64", form: "^[0-9A-Za-z+/]*$" },
  "mx-urlsafe-unpadded-base64": { name: "isBase64Url", form: "^[0-9A-Za-z_-]*$" },
  "mx-user-id": {
    name: "isUserId",
    test: "s.length < 256",
    form: `^@[^:\\0]*:${SERVER}$`,
    implies: "^@",
  },
};

const DATE = "\\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\\d|3[01])";
const TIME =
  "(?:[01]\\d|2[0-3]):[0-5]\\d:(?:[0-5]\\d|60)(?:\\.\\d+)?(?:[Zz]|[+-](?:[01]\\d|2[0-3]):[0-5]\\d)";

/** Only with the option that asserts formats. */
const STANDARD: { readonly [format: string]: Format } = {
  byte: {
    name: "isPaddedBase64",
    form: "^(?:[0-9A-Za-z+/]{4})*(?:[0-9A-Za-z+/]{2}==|[0-9A-Za-z+/]{3}=)?$",
  },
  date: { name: "isDate", form: `^${DATE}$` },
  "date-time": { name: "isDateTime", form: `^${DATE}[Tt ]${TIME}$` },
  email: { name: "isEmail", test: "s.length < 255", form: "^[^\\s@]+@[^\\s@]+$" },
  ipv4: { name: "isIpv4", form: "^(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)(?:\\.(?!$)|$)){4}$" },
  time: { name: "isTime", form: `^${TIME}$` },
  uri: { name: "isUri", form: '^[A-Za-z][A-Za-z0-9+.-]*:[^\\s<>"{}|\\\\^`]*$' },
  uuid: { name: "isUuid", form: "^[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}$" },
};

export function isAssertedFormat(format: string, assertFormats: boolean): boolean {
  return Object.hasOwn(MATRIX, format) || (assertFormats && Object.hasOwn(STANDARD, format));
}

export function formatNames(): string[] {
  return [...Object.keys(MATRIX), ...Object.keys(STANDARD)];
}

/** Whether a string of that format matches the pattern in any case, so that one check does for both. */
export function formatImplies(format: string, pattern: string): boolean {
  return MATRIX[format]?.implies === pattern;
}

/** The emitted function's name and source. An expression in it would be made anew in every call, so it stands before. */
export function formatFunction(format: string): { readonly name: string; readonly source: string } {
  const { name, test, form }: Format = MATRIX[format] ??
    STANDARD[format] ?? { name: "isAnything", test: "true" };
  const constant = `pattern_${name}`;
  const tests = [
    ...(test === undefined ? [] : [test]),
    ...(form === undefined ? [] : [`${constant}.test(s)`]),
  ];
  const before = form === undefined ? "" : `const ${constant} = /${form}/;\n`;
  return { name, source: `${before}const ${name} = (s) => ${tests.join(" && ")};` };
}
