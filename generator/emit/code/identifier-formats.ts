/**
 * The grammar of Matrix's identifiers, once, for validators and guards: what servers must accept, so historical user IDs and
 * room IDs without a server name too (Matrix specification, appendices, "Common identifier format").
 */
import type { MatrixFormat } from "../../formats.js";

export interface Format {
  /** Name of the emitted function. */
  readonly name: string;
  /** Condition on `s`, a string, that comes before the form. */
  readonly test?: string;
  /** Source of the regular expression that it matches. */
  readonly form?: string;
  /** The regular expression ignores case. */
  readonly ignoreCase?: boolean;
  /** Functions that the condition calls, each a statement of its own. */
  readonly helpers?: readonly string[];
  /** The pattern that upstream writes beside the format, and that the format implies. */
  readonly implies?: string;
}

/** Text of more than a third of the limit may be too long, so only such is counted. */
const IS_SHORT =
  "const isShort = (s) => s.length < 86 || (s.length < 256 && new TextEncoder().encode(s).length < 256);";

/** An address in brackets has eight groups, or fewer and `::` once; a dotted quad stands for the last two (RFC 3513, 2.2). */
const HAS_ADDRESS = `const hasAddress = (s, from) => {
  if (s[from] !== "[") return true;
  const [address] = s.slice(from + 1, from + 47).split("]");
  const groups = address.replace(/:((25[0-5]|2[0-4]\\d|[01]?\\d?\\d)(\\.|$)){4}$/, ":0:0");
  const size = groups.match(/\\w+/g)?.length ?? 0;
  return (
    /^(\\w{1,4}(:\\w{1,4})*)?(::(\\w{1,4}(:\\w{1,4})*)?)?$/.test(groups) &&
    (groups.includes("::") ? size < 8 : size === 8)
  );
};`;

const SERVER = "(?:[0-9A-Za-z.-]{1,255}|\\[[0-9A-Fa-f:.]+\\])(?::\\d{1,5})?";

/** A sigil and then anything: no grammar holds for all room versions. */
function opaque(sigil: string): Pick<Format, "test" | "helpers"> {
  return {
    test: `s.length > 1 && s.charCodeAt(0) === ${sigil.charCodeAt(0)} && isShort(s) && !s.includes("\\0")`,
    helpers: [IS_SHORT],
  };
}

/** A sigil, anything without a colon, and the server. */
function ofServer(sigil: string): Pick<Format, "test" | "form" | "helpers" | "implies"> {
  return {
    test: 'isShort(s) && hasAddress(s, s.indexOf(":") + 1)',
    form: `^${sigil}[^:\\0]*:${SERVER}$`,
    helpers: [IS_SHORT, HAS_ADDRESS],
    implies: `^${sigil}`,
  };
}

export const MATRIX: { readonly [format in MatrixFormat]: Format } = {
  "mx-event-id": { name: "isEventId", ...opaque("$"), implies: "^\\$" },
  "mx-mxc-uri": {
    name: "isMxcUri",
    test: "hasAddress(s, 6)",
    form: `^mxc:\\/\\/${SERVER}\\/[^/\\0]+$`,
    helpers: [HAS_ADDRESS],
    implies: "^mxc:\\/\\/",
  },
  "mx-room-alias": { name: "isRoomAlias", ...ofServer("#") },
  "mx-room-id": { name: "isRoomId", ...opaque("!"), implies: "^!" },
  "mx-server-name": {
    name: "isServerName",
    test: "hasAddress(s, 0)",
    form: `^${SERVER}$`,
    helpers: [HAS_ADDRESS],
  },
  "mx-unpadded-base64": { name: "isBase64", form: "^[0-9A-Za-z+/]*$" },
  "mx-urlsafe-unpadded-base64": { name: "isBase64Url", form: "^[0-9A-Za-z_-]*$" },
  "mx-user-id": { name: "isUserId", ...ofServer("@") },
};

/** A function `name(s)` over strings that knows the format. An expression in it would be made anew in every call, so it stands before. */
export function printFormat({ name, test, form, ignoreCase }: Format): string {
  const constant = `pattern_${name}`;
  const tests = [
    ...(test === undefined ? [] : [test]),
    ...(form === undefined ? [] : [`${constant}.test(s)`]),
  ];
  const before =
    form === undefined ? "" : `const ${constant} = /${form}/${ignoreCase === true ? "i" : ""};\n`;
  return `${before}const ${name} = (s) => ${tests.join(" && ")};`;
}
