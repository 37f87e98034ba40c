/** Prints the members of a form, for those who write and those who read it. */
import type { ContentDef, FieldDef } from "../../model/types.js";
import { object, wideObject } from "./literal.js";
import { flag, printForm } from "./parameters.js";
import type { RuntimeImports } from "./runtime-imports.js";

/** `{ write: …, fields: […] }` */
export function printWriter(content: ContentDef, runtime: RuntimeImports): string {
  return printMembers("write", use(content, "write", runtime), content, []);
}

/** `{ read: …, fields: […], check: … }` */
export function printReader(content: ContentDef, check: string | undefined, runtime: RuntimeImports): string {
  return printMembers(
    "read",
    use(content, "read", runtime),
    content,
    check === undefined ? [] : [["check", check]],
  );
}

function use({ kind }: ContentDef, way: "read" | "write", runtime: RuntimeImports): string {
  return kind === "multipart"
    ? runtime.use("multipart", `${way}Multipart`)
    : runtime.use("form-urlencoded", `${way}FormUrlencoded`);
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
      ...flag("bytes", bytes),
      ...(contentType === undefined ? [] : [["contentType", JSON.stringify(contentType)] as const]),
      ...(own.length === 0 ? [] : [["headers", object(own)] as const]),
    ],
    "        ",
    140,
  );
}
