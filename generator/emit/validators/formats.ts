/**
 * The formats that validators check. Matrix's own are always checked, by the grammar that servers must accept: historical
 * user IDs, room IDs without a server name (Matrix specification, appendices, "Common identifier format"). All other
 * formats are annotations, as JSON Schema has it, unless asked for.
 */
import type { MatrixFormat } from "../../formats.js";
import { type Format, STANDARD } from "./standard-formats.js";

/** An IPv6 literal in brackets, or a host name or IPv4 literal; then perhaps a port. */
const SERVER = "(?:[0-9A-Za-z.-]+|\\[[0-9A-Fa-f:.]+\\])(?::\\d{1,5})?";

/** A sigil and then anything: no grammar holds for all room versions. */
function opaque(sigil: string): string {
  return `s.length > 1 && s.length < 256 && s.charCodeAt(0) === ${sigil.charCodeAt(0)} && !s.includes("\\0")`;
}

const MATRIX: { readonly [format in MatrixFormat]: Format } = {
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

const FORMATS: ReadonlyMap<string, Format> = new Map<string, Format>([
  ...Object.entries(MATRIX),
  ...Object.entries<Format>(STANDARD),
]);

export function isAssertedFormat(format: string, assertFormats: boolean): boolean {
  return Object.hasOwn(MATRIX, format) || (assertFormats && Object.hasOwn(STANDARD, format));
}

export function formatNames(): string[] {
  return [...FORMATS.keys()];
}

/** Whether a string of that format matches the pattern in any case, so that one check does for both. */
export function formatImplies(format: string, pattern: string): boolean {
  return FORMATS.get(format)?.implies === pattern;
}

/** Patterns that a text of the format matches, near enough to tell good texts from bad ones where nothing is compiled. */
export function formatForms(format: string): readonly RegExp[] {
  const { form, implies } = FORMATS.get(format) ?? {};
  return [form, implies && `${implies}[^]`].flatMap((source) =>
    source === undefined ? [] : [new RegExp(source)],
  );
}

/** The emitted function's name and source. An expression in it would be made anew in every call, so it stands before. */
export function formatFunction(format: string): {
  readonly name: string;
  readonly source: string;
  /** A function that it calls; several formats may share it. */
  readonly helper?: string;
} {
  const found: Format = FORMATS.get(format) ?? { name: "isAnything", test: "true" };
  const { name, test, form, ignoreCase, helper } = found;
  const constant = `pattern_${name}`;
  const tests = [
    ...(test === undefined ? [] : [test]),
    ...(form === undefined ? [] : [`${constant}.test(s)`]),
  ];
  const before =
    form === undefined ? "" : `const ${constant} = /${form}/${ignoreCase === true ? "i" : ""};\n`;
  return {
    name,
    ...(helper !== undefined && { helper }),
    source: `${before}const ${name} = (s) => ${tests.join(" && ")};`,
  };
}
