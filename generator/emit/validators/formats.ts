/**
 * The formats that validators check. Matrix's own are always checked, by the grammar that servers must accept: historical
 * user IDs, room IDs without a server name (Matrix specification, appendices, "Common identifier format"). All other
 * formats are annotations, as JSON Schema has it, unless asked for.
 */

interface Format {
  /** Name of the emitted function. */
  readonly name: string;
  /** Body of an arrow function of `s`, a string. */
  readonly test: string;
  /** The pattern that upstream writes beside the format, and that the format implies. */
  readonly implies?: string;
}

/** An IPv6 literal in brackets, or a host name or IPv4 literal; then perhaps a port. */
const SERVER = "(?:[0-9A-Za-z.-]+|\\[[0-9A-Fa-f:.]+\\])(?::\\d{1,5})?";

/** A sigil and then anything: no grammar holds for all room versions. */
function opaque(sigil: string): string {
  return `s.length > 1 && s.length < 256 && s[0] === "${sigil}" && !s.includes("\\0")`;
}

const MATRIX: { readonly [format: string]: Format } = {
  "mx-event-id": { name: "isEventId", test: opaque("$"), implies: "^\\$" },
  "mx-mxc-uri": {
    name: "isMxcUri",
    test: `/^mxc:\\/\\/${SERVER}\\/[^/\\0]+$/.test(s)`,
    implies: "^mxc:\\/\\/",
  },
  "mx-room-alias": {
    name: "isRoomAlias",
    test: `s.length < 256 && /^#[^:\\0]*:${SERVER}$/.test(s)`,
    implies: "^#",
  },
  "mx-room-id": { name: "isRoomId", test: opaque("!"), implies: "^!" },
  "mx-server-name": { name: "isServerName", test: `/^${SERVER}$/.test(s)` },
  "mx-unpadded-base64": { name: "isBase64", test: "/^[0-9A-Za-z+/]*$/.test(s)" },
  "mx-urlsafe-unpadded-base64": { name: "isBase64Url", test: "/^[0-9A-Za-z_-]*$/.test(s)" },
  "mx-user-id": {
    name: "isUserId",
    test: `s.length < 256 && /^@[^:\\0]*:${SERVER}$/.test(s)`,
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
    test: "/^(?:[0-9A-Za-z+/]{4})*(?:[0-9A-Za-z+/]{2}==|[0-9A-Za-z+/]{3}=)?$/.test(s)",
  },
  date: { name: "isDate", test: `/^${DATE}$/.test(s)` },
  "date-time": { name: "isDateTime", test: `/^${DATE}[Tt ]${TIME}$/.test(s)` },
  email: { name: "isEmail", test: "s.length < 255 && /^[^\\s@]+@[^\\s@]+$/.test(s)" },
  ipv4: { name: "isIpv4", test: "/^(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)(?:\\.(?!$)|$)){4}$/.test(s)" },
  time: { name: "isTime", test: `/^${TIME}$/.test(s)` },
  uri: { name: "isUri", test: '/^[A-Za-z][A-Za-z0-9+.-]*:[^\\s<>"{}|\\\\^`]*$/.test(s)' },
  uuid: { name: "isUuid", test: "/^[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}$/.test(s)" },
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

/** The emitted function's name and source. */
export function formatFunction(format: string): { readonly name: string; readonly source: string } {
  const found = MATRIX[format] ?? STANDARD[format] ?? { name: "isAnything", test: "true" };
  return { name: found.name, source: `const ${found.name} = (s) => ${found.test};` };
}
