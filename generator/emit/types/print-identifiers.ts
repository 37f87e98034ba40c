/** Emits guards and parsers of identifiers: the way from text that a program holds to the types that calls take. */
import { MATRIX, printFormat } from "../code/identifier-formats.js";
import { BANNER, type EmittedFile } from "../emitted-file.js";

interface Identifier {
  readonly format: keyof typeof MATRIX;
  readonly doc: string;
  /** Parts as the parser gives them, each with its type and meaning. */
  readonly parts: readonly { readonly name: string; readonly type: string; readonly doc: string }[];
  /** Statements that return the parts of `value`, which the guard has let pass. */
  readonly parse: string;
}

const SERVER = { name: "server", type: "ServerName", doc: "With its port, where one is given." };
const MAYBE_SERVER = {
  name: "server",
  type: "ServerName | undefined",
  doc: "Missing where the identifier names none.",
};
const OPAQUE = { name: "opaqueId", type: "string", doc: "Without the sigil." };
const LOCALPART = { name: "localpart", type: "string", doc: "Without the sigil." };

const WITH_SERVER = `  const colon = value.indexOf(":");
  return { localpart: value.slice(1, colon), server: value.slice(colon + 1) };`;
const PERHAPS_SERVER = `  const colon = value.indexOf(":");
  return colon < 0
    ? { opaqueId: value.slice(1), server: undefined }
    : { opaqueId: value.slice(1, colon), server: value.slice(colon + 1) };`;

const IDENTIFIERS: { readonly [name: string]: Identifier } = {
  UserId: {
    format: "mx-user-id",
    doc: "a user ID: `@localpart:server`, of at most 255 bytes; old accounts may have any localpart",
    parts: [LOCALPART, SERVER],
    parse: WITH_SERVER,
  },
  RoomId: {
    format: "mx-room-id",
    doc: "a room ID: `!opaque:server`, or `!opaque` since room version 12",
    parts: [OPAQUE, MAYBE_SERVER],
    parse: PERHAPS_SERVER,
  },
  EventId: {
    format: "mx-event-id",
    doc: "an event ID: `$opaque`, with `:server` in room versions 1 and 2",
    parts: [OPAQUE, MAYBE_SERVER],
    parse: PERHAPS_SERVER,
  },
  RoomAlias: {
    format: "mx-room-alias",
    doc: "a room alias: `#name:server`",
    parts: [LOCALPART, SERVER],
    parse: WITH_SERVER,
  },
  MxcUri: {
    format: "mx-mxc-uri",
    doc: "the address of a file in a media repository: `mxc://server/media`",
    parts: [SERVER, { name: "mediaId", type: "string", doc: "Known to that server." }],
    parse: `  const slash = value.indexOf("/", 6);
  return { server: value.slice(6, slash), mediaId: value.slice(slash + 1) };`,
  },
  ServerName: {
    format: "mx-server-name",
    doc: "the name of a server: a host name or address, and a port if one is given",
    parts: [
      { name: "host", type: "string", doc: "With its brackets, where it is an IPv6 address." },
      { name: "port", type: "string | undefined", doc: "Digits, as they are written." },
    ],
    parse: `  const colon = value.indexOf(":", value.indexOf("]") + 1);
  return colon < 0 ? { host: value, port: undefined } : { host: value.slice(0, colon), port: value.slice(colon + 1) };`,
  },
};

export function emitIdentifiers(): EmittedFile[] {
  return [
    { path: "identifiers.js", text: printCode() },
    { path: "identifiers.d.ts", text: printDeclarations() },
  ];
}

function printCode(): string {
  const entries = Object.entries(IDENTIFIERS);
  const helpers = new Set(entries.flatMap(([, { format }]) => MATRIX[format].helpers ?? []));
  const functions = entries.map(
    ([name, { format, parse }]) => `${printFormat({ ...MATRIX[format], name: `matches${name}` })}

export function is${name}(value) {
  return typeof value === "string" && matches${name}(value);
}

export function parse${name}(value) {
  if (!is${name}(value)) return undefined;
${parse}
}
`,
  );
  return `${BANNER}

${[...helpers].join("\n\n")}

${functions.join("\n")}
export function entriesOf(map) {
  return Object.entries(map ?? {});
}

export function keysOf(map) {
  return Object.keys(map ?? {});
}
`;
}

function printDeclarations(): string {
  const names = Object.keys(IDENTIFIERS).sort();
  const declared = Object.entries(IDENTIFIERS).map(([name, { doc, parts }]) => {
    const members = parts.map((part) => `  /** ${part.doc} */\n  readonly ${part.name}: ${part.type};\n`);
    return `/** The parts of ${doc}. */
export interface ${name}Parts {
${members.join("")}}

/** Whether a value is ${doc}. */
export declare function is${name}(value: unknown): value is ${name};

/** The parts of ${doc}; undefined of all else. */
export declare function parse${name}(value: unknown): ${name}Parts | undefined;
`;
  });
  return `${BANNER}

import type { ${names.join(", ")} } from "./matrix.js";

${declared.join("\n")}
/** As \`Object.entries\`, with the keys' type kept: room IDs of \`rooms.join\` are room IDs. Nothing, of a map that is missing. */
export declare function entriesOf<Key extends string, Value>(
  map: { readonly [key in Key]?: Value } | null | undefined,
): [Key, Value][];

/** As \`Object.keys\`, with the keys' type kept. Nothing, of a map that is missing. */
export declare function keysOf<Key extends string>(map: { readonly [key in Key]?: unknown } | null | undefined): Key[];
`;
}
