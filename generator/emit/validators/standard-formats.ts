/**
 * The formats that are checked only with the option that asserts formats. Each expression takes linear time, however hostile the
 * text: what is repeated never begins with what may follow it.
 */
import type { StandardFormat } from "../../formats.js";
import type { Format } from "../code/identifier-formats.js";

const DAY =
  "(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|02-(?:0[1-9]|1\\d|2[0-8]))";
const LEAP_YEAR = "(?:\\d\\d(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)";
const DATE = `(?:\\d{4}-${DAY}|${LEAP_YEAR}-02-29)`;
const CLOCK = "(?:[01]\\d|2[0-3]):[0-5]\\d:(?:[0-5]\\d|60)(?:\\.\\d+)?";
const ZONE = "(?:[Zz]|[+-](?:[01]\\d|2[0-3]):[0-5]\\d)";
/** ISO 8601 lets the minutes out, and the colon before them. */
const ISO_ZONE = "(?:[Zz]|[+-](?:[01]\\d|2[0-3])(?::?[0-5]\\d)?)?";

/** A leap second is the last of a day, in the zone of Greenwich (RFC 3339, 5.7). */
const LEAP_SECOND = `const leapSecond = (s) => {
  const at = /(\\d\\d):(\\d\\d):60(?:\\.\\d+)?(?:([+-])(\\d\\d):?(\\d\\d)?)?/.exec(s);
  if (at === null) return true;
  const shift = at[3] === undefined ? 0 : (at[3] === "+" ? 1 : -1) * (Number(at[4]) * 60 + Number(at[5] ?? 0));
  return (((Number(at[1]) * 60 + Number(at[2]) - shift) % 1440) + 1440) % 1440 === 1439;
};`;
const TIMED = { test: "leapSecond(s)", helpers: [LEAP_SECOND] };

const LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
const BYTE = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
const IPV4 = `${BYTE}(?:\\.${BYTE}){3}`;
const GROUP = "[0-9a-f]{1,4}";
const TAIL = `(?:${GROUP}:${GROUP}|${IPV4})`;
/** RFC 3986, 3.2.2. */
const IPV6 = `(?:${[
  `(?:${GROUP}:){6}${TAIL}`,
  `::(?:${GROUP}:){5}${TAIL}`,
  `(?:${GROUP})?::(?:${GROUP}:){4}${TAIL}`,
  `(?:(?:${GROUP}:){0,1}${GROUP})?::(?:${GROUP}:){3}${TAIL}`,
  `(?:(?:${GROUP}:){0,2}${GROUP})?::(?:${GROUP}:){2}${TAIL}`,
  `(?:(?:${GROUP}:){0,3}${GROUP})?::${GROUP}:${TAIL}`,
  `(?:(?:${GROUP}:){0,4}${GROUP})?::${TAIL}`,
  `(?:(?:${GROUP}:){0,5}${GROUP})?::${GROUP}`,
  `(?:(?:${GROUP}:){0,6}${GROUP})?::`,
].join("|")})`;

const PERCENT = "%[0-9a-f]{2}";
const NAME = "a-z0-9\\-._~!$&'()*+,;=";
const PATH = `(?:[${NAME}:@\\/]|${PERCENT})*`;
const HOST = `(?:\\[(?:${IPV6}|v[0-9a-f]+\\.[${NAME}:]+)\\]|(?:[${NAME}]|${PERCENT})*)`;
const AUTHORITY = `(?:(?:[${NAME}:]|${PERCENT})*@)?${HOST}(?::\\d*)?`;
const END = `(?:\\?(?:[${NAME}:@\\/?]|${PERCENT})*)?(?:#(?:[${NAME}:@\\/?]|${PERCENT})*)?`;
const HIERARCHY = `(?:\\/\\/${AUTHORITY}(?:\\/${PATH})?|(?!\\/\\/)${PATH})`;
const URI = `[a-z][a-z0-9+.-]*:${HIERARCHY}${END}`;
/** Without a scheme, a colon in the first segment would make one. */
const RELATIVE = `(?:\\/\\/${AUTHORITY}(?:\\/${PATH})?|(?!\\/\\/)(?:[${NAME}@]|${PERCENT})*(?:\\/${PATH})?)${END}`;

const VARIABLE = `(?:[a-z0-9_]|${PERCENT})(?:[a-z0-9_.]|${PERCENT})*(?::[1-9]\\d{0,3}|\\*)?`;
const POINTER = "(?:\\/(?:[^~/]|~[01])*)*";
const ATOM = "[a-z0-9!#$%&'*+/=?^_`{|}~-]+";

export const STANDARD: { readonly [format in StandardFormat]: Format } = {
  byte: {
    name: "isPaddedBase64",
    form: "^(?:[0-9A-Za-z+/]{4})*(?:[0-9A-Za-z+/]{2}==|[0-9A-Za-z+/]{3}=)?$",
  },
  date: { name: "isDate", form: `^${DATE}$` },
  "date-time": { name: "isDateTime", ...TIMED, form: `^${DATE}[Tt ]${CLOCK}${ZONE}$` },
  duration: {
    name: "isFormatDuration",
    form: "^P(?!$)(?:\\d+W|(?:\\d+Y)?(?:\\d+M)?(?:\\d+D)?(?:T(?=\\d)(?:\\d+H)?(?:\\d+M)?(?:\\d+S)?)?)$",
  },
  email: {
    name: "isEmail",
    test: "s.length < 255",
    form: `^${ATOM.replace("/", "\\/")}(?:\\.${ATOM.replace("/", "\\/")})*@(?:${LABEL}\\.)+${LABEL}$`,
    ignoreCase: true,
  },
  hostname: {
    name: "isFormatHostname",
    test: "s.length < 255",
    form: `^(?=.{1,253}\\.?$)${LABEL}(?:\\.${LABEL})*\\.?$`,
    ignoreCase: true,
  },
  ipv4: { name: "isIpv4", form: `^${IPV4}$` },
  ipv6: { name: "isFormatIpv6", test: "s.length < 46", form: `^${IPV6}$`, ignoreCase: true },
  "iso-date-time": { name: "isFormatIsoDateTime", ...TIMED, form: `^${DATE}[Tt ]${CLOCK}${ISO_ZONE}$` },
  "iso-time": { name: "isFormatIsoTime", ...TIMED, form: `^${CLOCK}${ISO_ZONE}$` },
  "json-pointer": { name: "isFormatPointer", form: `^${POINTER}$` },
  "json-pointer-uri-fragment": {
    name: "isFormatPointerFragment",
    form: `^#(?:\\/(?:[a-z0-9_.!$&'()*+,;:=@-]|${PERCENT}|~[01])*)*$`,
    ignoreCase: true,
  },
  regex: {
    name: "isFormatRegex",
    test: "compiles(s)",
    helpers: [
      `const compiles = (s) => {
  try {
    return new RegExp(s, "u") instanceof RegExp;
  } catch {
    return false;
  }
};`,
    ],
  },
  "relative-json-pointer": { name: "isFormatRelativePointer", form: `^(?:0|[1-9]\\d*)(?:#|${POINTER})$` },
  time: { name: "isTime", ...TIMED, form: `^${CLOCK}${ZONE}$` },
  uri: { name: "isUri", form: `^${URI}$`, ignoreCase: true },
  "uri-reference": { name: "isFormatUriReference", form: `^(?:${URI}|${RELATIVE})$`, ignoreCase: true },
  "uri-template": {
    name: "isFormatUriTemplate",
    form: `^(?:[^\\x00-\\x20"'<>%\\\\^\`{|}]|${PERCENT}|\\{[+#./;?&=,!@|]?${VARIABLE}(?:,${VARIABLE})*\\})*$`,
    ignoreCase: true,
  },
  url: {
    name: "isFormatUrl",
    form: `^(?:https?|ftp):\\/\\/(?:(?:[${NAME}:]|${PERCENT})*@)?(?:\\[${IPV6}\\]|(?:${LABEL}\\.)*${LABEL})(?::\\d{1,5})?(?:\\/${PATH})?${END}$`,
    ignoreCase: true,
  },
  uuid: { name: "isUuid", form: "^[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}$" },
};
