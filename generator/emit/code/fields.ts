/** Prints the members of a form, for those who write and those who read it. */
import { essenceOf } from "../../media-type.js";
import type { ContentDef, FieldDef } from "../../model/model.js";
import { isStream, type StreamKind } from "../../model/streams.js";
import { object, wideObject } from "./literal.js";
import { printForm } from "./parameters.js";
import type { RuntimeImports } from "./runtime-imports.js";

/** A module of the runtime, and what it exports. */
type Export = readonly [module: string, name: string];

function use(runtime: RuntimeImports, [module, name]: Export): string {
  return runtime.use(module, name);
}

/** `{ write: …, fields: […] }` */
export function printWriter(content: ContentDef, runtime: RuntimeImports): string {
  return printMembers("write", use(runtime, CODE[kindOf(content)].write), content, []);
}

/** `{ read: …, fields: […], check: … }` */
export function printReader(content: ContentDef, check: string | undefined, runtime: RuntimeImports): string {
  const own =
    check !== undefined && isStream(content.kind)
      ? `${runtime.use("check-items", "checkEach")}(${check})`
      : check;
  const code = use(runtime, CODE[kindOf(content)].read);
  return printMembers("read", code, content, own === undefined ? [] : [["check", own]]);
}

/** How a client reads an answer: by its media type where not all of an answer's types are read in one way. */
export function printAnswerReader(contents: readonly ContentDef[], runtime: RuntimeImports): string {
  const ways = contents.map(({ mediaType, kind }): [string, string] => [
    essenceOf(mediaType),
    isStream(kind) ? use(runtime, STREAMS[kind].read) : JSON.stringify(kind),
  ]);
  const [[, first = '"nothing"'] = []] = ways;
  return ways.every(([, way]) => way === first)
    ? first
    : `${runtime.use("read-by-type", "readByType")}(${object(ways)})`;
}

/** `{ stream: …, check: … }` */
export function printStream(kind: StreamKind, check: string | undefined, runtime: RuntimeImports): string {
  const code = use(runtime, STREAMS[kind].stream);
  return object([["stream", code], ...(check === undefined ? [] : [["check", check] as const])]);
}

const STREAMS = {
  events: { read: ["event-stream", "readEvents"], stream: ["event-stream", "streamEvents"] },
  lines: { read: ["json-lines", "readJsonLines"], stream: ["json-lines", "streamJsonLines"] },
  sequence: { read: ["json-lines", "readJsonSequence"], stream: ["json-lines", "streamJsonSequence"] },
} as const;

const CODE = {
  form: {
    read: ["form-urlencoded", "readFormUrlencoded"],
    write: ["form-urlencoded", "writeFormUrlencoded"],
  },
  multipart: { read: ["multipart", "readMultipart"], write: ["multipart", "writeMultipart"] },
  lines: { read: ["json-lines", "readJsonItems"], write: ["json-lines", "writeJsonLines"] },
  sequence: { read: ["json-lines", "readJsonItems"], write: ["json-lines", "writeJsonRecords"] },
} as const;

/** Whether code of its own writes and reads a body. */
export function hasCode({ kind }: ContentDef): boolean {
  return Object.hasOwn(CODE, kind);
}

function kindOf({ kind }: ContentDef): keyof typeof CODE {
  return kind === "form" || kind === "multipart" || kind === "sequence" ? kind : "lines";
}

function printMembers(
  way: string,
  code: string,
  { kind, fields = [] }: ContentDef,
  more: readonly (readonly [string, string])[],
): string {
  const printed = fields.map((field) => `        ${printField(field, kind === "multipart")},\n`);
  const list = printed.length === 0 ? "[]" : `[\n${printed.join("")}      ]`;
  return `{\n      ${[`${way}: ${code}`, `fields: ${list}`, ...more.map(([name, text]) => `${name}: ${text}`)].join(",\n      ")},\n    }`;
}

function printField(field: FieldDef, isPart: boolean): string {
  const { name, style, explode, allowReserved, shape, bytes, contentType, headers } = field;
  const own = headers.map(([header, value]) => [header, JSON.stringify(value)] as const);
  return wideObject(
    [
      ["name", JSON.stringify(name)],
      ["form", printForm(style, explode && !isPart, allowReserved, shape)],
      ...(bytes === false ? [] : [["bytes", JSON.stringify(bytes)] as const]),
      ...(contentType === undefined ? [] : [["contentType", JSON.stringify(contentType)] as const]),
      ...(own.length === 0 ? [] : [["headers", object(own)] as const]),
    ],
    "        ",
    140,
  );
}
