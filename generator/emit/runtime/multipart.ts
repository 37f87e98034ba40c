/**
 * Forms as `multipart/form-data`. They are written by hand, since a `FormData` gives every part with a type a file name, by which
 * other servers take it for a file; and read by the platform, which knows all that browsers send.
 */
import { convertText } from "./convert.js";
import type { FormField, ReadForm, WriteForm } from "./form-field.js";
import { parseJson } from "./json.js";
import { MatrixHttpError } from "./matrix-http-error.js";

/** Of members that nothing describes. */
const STRING: FormField = { name: "", form: { style: "form", shape: "string" }, bytes: "maybe" };

/** Bytes are not copied, so that files are read while they are sent. */
export const writeMultipart: WriteForm = (fields, value) => {
  const boundary = `knockgen-${crypto.randomUUID()}`;
  const pieces: BlobPart[] = [];
  for (const [name, member] of Object.entries(value) as [string, unknown][]) {
    if (member === undefined || member === null) continue;
    const field = fields.find((each) => each.name === name) ?? STRING;
    const isList = typeof field.form.shape === "object" && "list" in field.form.shape;
    for (const item of Array.isArray(member) && (isList || field === STRING) ? member : [member]) {
      const { headers, content } = part(name, field, item);
      const lines = Object.entries(headers).map(([header, text]) => `${header}: ${text}\r\n`);
      pieces.push(`--${boundary}\r\n${lines.join("")}\r\n`, content, "\r\n");
    }
  }
  const contentType = `multipart/form-data; boundary=${boundary}`;
  return { body: new Blob([...pieces, `--${boundary}--\r\n`]), contentType };
};

interface Part {
  readonly headers: { readonly [name: string]: string };
  readonly content: BlobPart;
}

function part(name: string, { form, bytes, contentType, headers = {} }: FormField, value: unknown): Part {
  const disposition = `form-data; name="${escaped(name)}"`;
  const [declared] = (contentType ?? "").split(",").filter((type) => !type.includes("*"));
  if (value instanceof Blob || value instanceof Uint8Array) {
    const file = value instanceof Blob && "name" in value ? String(value.name) : name;
    const own = value instanceof Blob && value.type !== "" ? value.type : undefined;
    return {
      headers: {
        "Content-Disposition": `${disposition}; filename="${escaped(file)}"`,
        "Content-Type": own ?? (declared?.trim() || "application/octet-stream"),
        ...headers,
      },
      content: value instanceof Blob ? value : new Uint8Array(value),
    };
  }
  if (bytes === true) throw new TypeError(`the part ${name} must be a Uint8Array or a Blob`);
  const isJson = form.style === "json" || (typeof value === "object" && value !== null);
  const type = declared?.trim() || (isJson ? "application/json" : undefined);
  return {
    headers: {
      "Content-Disposition": disposition,
      ...(type !== undefined && { "Content-Type": type }),
      ...headers,
    },
    content: isJson ? JSON.stringify(value) : String(value),
  };
}

/** As browsers do it. */
function escaped(text: string): string {
  return text.replace(/["\r\n]/g, (character) => encodeURIComponent(character));
}

/** More than any form has. */
const MAX_PARTS = 1000;

export const readMultipart: ReadForm = async (fields, bytes, contentType) => {
  const boundary = /;\s*boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType);
  if (boundary === null) throw new MatrixHttpError(400, "M_INVALID_PARAM", "The body has no parts");
  if (hasMoreThan(bytes, new TextEncoder().encode(`--${boundary[1] ?? boundary[2] ?? ""}`), MAX_PARTS + 1))
    throw new MatrixHttpError(400, "M_INVALID_PARAM", `The body has more than ${MAX_PARTS} parts`);
  const headers = { "content-type": contentType };
  const form = await new Response(new Uint8Array(bytes), { headers }).formData().catch(() => {
    throw new MatrixHttpError(400, "M_INVALID_PARAM", "The parts of the body cannot be read");
  });
  const entries = [...new Set(form.keys())].map(async (name) => {
    const field = fields.find((each) => each.name === name) ?? { ...STRING, name };
    const values = await Promise.all(form.getAll(name).map((value, at) => read(field, value, at)));
    const { shape } = field.form;
    return [name, typeof shape === "object" && "list" in shape ? values : values[0]] as const;
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
      throw new MatrixHttpError(400, "M_INVALID_PARAM", `The part ${name} must be JSON`);
    }
  }
  const { shape } = form;
  const type =
    typeof shape === "string" ? shape : "list" in shape ? (shape.first?.[at] ?? shape.list) : "string";
  return convertText({ in: "form", name }, type, text);
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
