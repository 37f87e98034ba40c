/**
 * Forms as `multipart/form-data`. They are written by hand, since a `FormData` gives every part with a type a file name, by which
 * other servers take it for a file; and read by the platform, which knows all that browsers send.
 */
import { convertText } from "./convert.js";
import type { FormField, ReadForm, WriteForm } from "./form-field.js";
import { parseJson } from "./json.js";
import { MatrixHttpError } from "./matrix-http-error.js";
import { PLAIN_SEPARATORS, readMembers, splitAt } from "./read-members.js";
import { joinedPlain } from "./write-values.js";

/** Of members that nothing describes. */
const STRING: FormField = { name: "", form: { style: "form", shape: "string" }, bytes: "maybe" };

/** Bytes are not copied, so that files are read while they are sent. */
export const writeMultipart: WriteForm = (fields, value) => {
  const boundary = `knockgen-${crypto.randomUUID()}`;
  const pieces: BlobPart[] = [];
  for (const [name, member] of Object.entries(value) as [string, unknown][]) {
    if (member === undefined || member === null) continue;
    const field = fields.find((each) => each.name === name) ?? STRING;
    for (const item of Array.isArray(member) && (isList(field) || field === STRING) && !isJoined(field)
      ? member
      : [member]) {
      const { headers, content } = part(name, field, item);
      const lines = Object.entries(headers).map(([header, text]) => `${header}: ${text}\r\n`);
      pieces.push(`--${boundary}\r\n${lines.join("")}\r\n`, content, "\r\n");
    }
  }
  const contentType = `multipart/form-data; boundary=${boundary}`;
  return { body: new Blob([...pieces, `--${boundary}--\r\n`]), contentType };
};

function isList({ form: { shape } }: FormField): boolean {
  return typeof shape === "object" && "list" in shape;
}

/** Whether the items of a list stand in one part. */
function isJoined({ form: { style } }: FormField): boolean {
  return style !== "form" && style !== "json";
}

interface Part {
  readonly headers: { readonly [name: string]: string };
  readonly content: BlobPart;
}

function part(name: string, field: FormField, value: unknown): Part {
  if (value instanceof Blob || value instanceof Uint8Array) return filePart(name, field, value);
  const { form, bytes, headers } = field;
  if (bytes === true) throw new TypeError(`the part ${name} must be a Uint8Array or a Blob`);
  const joined = isJoined(field);
  const isJson = form.style === "json" || (typeof value === "object" && value !== null && !joined);
  const text = (): string =>
    joined ? joinedPlain(value, form.style, false, `the part ${name}`) : String(value);
  const type = declaredType(field) || (isJson ? "application/json" : undefined);
  return {
    headers: {
      "Content-Disposition": disposition(name),
      ...(type !== undefined && { "Content-Type": type }),
      ...headers,
    },
    content: isJson ? JSON.stringify(value) : text(),
  };
}

/** By a file name, others tell a file from a text. Its own type outdoes the one that the field declares. */
function filePart(name: string, field: FormField, value: Blob | Uint8Array): Part {
  const isBlob = value instanceof Blob;
  const file = isBlob && "name" in value ? String(value.name) : name;
  const own = isBlob ? value.type : "";
  return {
    headers: {
      "Content-Disposition": `${disposition(name)}; filename="${escaped(file)}"`,
      "Content-Type": own || declaredType(field) || "application/octet-stream",
      ...field.headers,
    },
    content: isBlob ? value : new Uint8Array(value),
  };
}

/** The first media type of a field that is not a range. */
function declaredType({ contentType = "" }: FormField): string | undefined {
  const type = contentType.split(",").find((each) => !each.includes("*"));
  return type?.trim();
}

function disposition(name: string): string {
  return `form-data; name="${escaped(name)}"`;
}

/** As browsers do it. */
function escaped(text: string): string {
  return text.replace(/["\r\n]/g, (character) => encodeURIComponent(character));
}

/** More than any form has. */
const MAX_PARTS = 1000;

export const readMultipart: ReadForm = async (fields, bytes, contentType) => {
  const boundary = /;\s*boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType);
  if (boundary === null) invalid("The body has no parts");
  if (hasMoreThan(bytes, new TextEncoder().encode(`--${boundary[1] ?? boundary[2] ?? ""}`), MAX_PARTS + 1))
    invalid(`The body has more than ${MAX_PARTS} parts`);
  const headers = { "content-type": contentType };
  const form = await new Response(new Uint8Array(bytes), { headers })
    .formData()
    .catch(() => invalid("The parts of the body cannot be read"));
  const entries = [...new Set(form.keys())].map(async (name) => {
    const field = fields.find((each) => each.name === name) ?? { ...STRING, name };
    const values = await Promise.all(form.getAll(name).map((value, at) => read(field, value, at)));
    return [name, isList(field) && !isJoined(field) ? values : values[0]] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
};

async function read(field: FormField, value: FormDataEntryValue, at: number): Promise<unknown> {
  const { name, form, bytes } = field;
  if (bytes !== undefined && typeof value !== "string") return value;
  // A part without a file name is text to the platform.
  if (bytes === true) return new File([value], name);
  const text = typeof value === "string" ? value : await value.text();
  if (form.style === "json") {
    try {
      return parseJson(new TextEncoder().encode(text));
    } catch {
      invalid(`The part ${name} must be JSON`);
    }
  }
  const { shape, style } = form;
  if (isJoined(field)) {
    const parts = splitAt(text, PLAIN_SEPARATORS[style] ?? ",", shape);
    return readMembers({ in: "form", name }, shape, parts, false, (each) => each);
  }
  const type =
    typeof shape === "string" ? shape : "list" in shape ? (shape.first?.[at] ?? shape.list) : "string";
  return convertText({ in: "form", name }, type, text);
}

function invalid(problem: string): never {
  throw new MatrixHttpError(400, "M_INVALID_PARAM", problem);
}

/** Whether some bytes are found more often than a number of times. */
function hasMoreThan(bytes: Uint8Array, wanted: Uint8Array, count: number): boolean {
  const [first = 0] = wanted;
  let found = 0;
  for (let at = bytes.indexOf(first); at !== -1; at = bytes.indexOf(first, at + 1)) {
    let length = 1;
    while (length < wanted.length && bytes[at + length] === wanted[length]) length++;
    if (length === wanted.length && ++found > count) return true;
  }
  return false;
}
