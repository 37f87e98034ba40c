/** Reads the media types of a body: the form of each, and its schema. */
import type { Diagnostics, Origin } from "../diagnostic.js";
import { get, getEntries, type Json } from "../json.js";
import type { LinkedSpec, Schema } from "../link/linked-spec.js";
import { essenceOf } from "../media-type.js";
import { eventFault } from "./event-members.js";
import { readFields } from "./form-fields.js";
import { formSchema } from "./form-schema.js";
import { type Medium, mediaKind, mediaOf, requestKind, schemaOf } from "./media.js";
import type { ContentDef } from "./model.js";
import { partsOf, typesOf } from "./parts.js";
import { hasItems, itemSchema, streamKind } from "./streams.js";

export class ContentReader {
  readonly #linked: LinkedSpec;
  /** Of the operation, for what has no place of its own. */
  readonly #origin: Origin;
  readonly #diagnostics: Diagnostics;

  constructor(linked: LinkedSpec, origin: Origin, diagnostics: Diagnostics) {
    this.#linked = linked;
    this.#origin = origin;
    this.#diagnostics = diagnostics;
  }

  /** Of an answer. */
  ofAnswer(node: Json): ContentDef[] {
    this.#checkMediaTypes(node);
    return mediaOf(node).map((medium): ContentDef => {
      const { mediaType, content } = medium;
      this.#checkMediaType(medium);
      const stream = streamKind(mediaType);
      const fault =
        stream === "events" ? eventFault(itemSchema(content, stream, this.#linked), this.#linked) : undefined;
      if (fault !== undefined) this.#unsupported(content, `${mediaType} cannot be read: ${fault}`);
      if (stream !== undefined)
        return { mediaType, kind: stream, json: false, schema: itemSchema(content, stream, this.#linked) };
      if (get(content, "itemSchema") !== undefined)
        this.#unsupported(content, `the body cannot be read: ${mediaType} has an itemSchema`);
      return this.#plain(medium);
    });
  }

  /** Of a request, where forms are more than bytes. */
  ofRequest(node: Json): ContentDef[] {
    this.#checkMediaTypes(node);
    return mediaOf(node).map((medium): ContentDef => {
      const { mediaType, content } = medium;
      this.#checkMediaType(medium);
      const stream = streamKind(mediaType);
      if (stream !== undefined && stream !== "events" && hasItems(content, this.#linked))
        return { mediaType, kind: stream, json: false, schema: itemSchema(content, stream, this.#linked) };
      const kind = requestKind(medium, this.#linked);
      if (get(content, "itemSchema") !== undefined)
        this.#unsupported(content, `the body cannot be sent: ${mediaType} has an itemSchema`);
      if ((kind !== "form" && kind !== "multipart") || !this.#mayBeObject(content))
        return this.#plain(medium);
      const origin = this.#linked.originOf(content) ?? this.#origin;
      const context = { linked: this.#linked, origin, diagnostics: this.#diagnostics };
      const fields = readFields(content, kind === "multipart", context);
      const whole = schemaOf(content) ?? {};
      if (kind === "form") return { mediaType, kind, json: false, fields, schema: whole };
      const { schema, isCut } = formSchema(whole, this.#linked);
      if (isCut) this.#unsupported(content, "the body cannot be sent: its schema consists of too many parts");
      return { mediaType, kind, json: false, fields, schema };
    });
  }

  /** A form of anything else, as documents made by programs have them, is for its sender to write. */
  #mayBeObject(content: Json): boolean {
    const types = typesOf(schemaOf(content) ?? {}, this.#linked);
    return types.size === 0 || types.has("object");
  }

  /** Text of another kind may be described as bytes, whose reader knows it. */
  #checkMediaType(medium: Medium): void {
    const { mediaType, content } = medium;
    this.#checkPositions(mediaType, content);
    const isTwofold = ["schema", "itemSchema"].every((field) => get(content, field) !== undefined);
    if (isTwofold && streamKind(mediaType) !== undefined)
      this.#diagnostics.report(
        "model/unused-schema",
        `${mediaType} is read item by item; the schema of the whole is not used`,
        this.#linked.originOf(content) ?? this.#origin,
      );
    const charset = /;\s*charset\s*=\s*"?([^\s";]+)/i.exec(mediaType)?.[1];
    if (charset === undefined || /^(?:utf-?8|us-ascii)$/i.test(charset)) return;
    if (requestKind(medium, this.#linked) === "bytes") return;
    this.#unsupported(content, `${mediaType} cannot be written or read: its text is not UTF-8`);
  }

  /** Encodings of parts by their position (OpenAPI 3.2.0, Media Type Object). */
  #checkPositions(mediaType: string, content: Json): void {
    const fields = ["prefixEncoding", "itemEncoding"].filter((name) => get(content, name) !== undefined);
    for (const field of fields)
      if (/^multipart\//i.test(mediaType))
        this.#unsupported(content, `${mediaType} cannot be written or read: it has ${field}`);
      else
        this.#diagnostics.report(
          "model/unused-encoding",
          `the ${field} of ${mediaType} is not used: only multipart bodies have one`,
          this.#linked.originOf(content) ?? this.#origin,
        );
  }

  #unsupported(content: Json, message: string): void {
    this.#diagnostics.report("model/unsupported", message, this.#linked.originOf(content) ?? this.#origin);
  }

  #plain(medium: Medium): ContentDef {
    const { mediaType, content, schema: whole } = medium;
    if (getEntries(content, "encoding").length > 0)
      this.#diagnostics.report(
        "model/unused-encoding",
        `the encoding of ${mediaType} is not used: only forms have one`,
        this.#linked.originOf(content) ?? this.#origin,
      );
    const kind = mediaKind(medium, this.#linked);
    const schema = kind === "bytes" ? undefined : whole;
    if (kind === "bytes" && whole !== undefined && saysMoreThanBytes(whole, this.#linked))
      this.#diagnostics.report(
        "model/unused-schema",
        `${mediaType} is carried as bytes; its schema is not used`,
        this.#linked.originOf(content) ?? this.#origin,
      );
    return { mediaType, kind, json: kind === "json", ...(schema !== undefined && { schema }) };
  }

  /** Only the first of media types that differ in their parameters is ever chosen. */
  #checkMediaTypes(node: Json): void {
    const seen = new Map<string, string>();
    for (const [mediaType, content] of getEntries(node, "content")) {
      const essence = essenceOf(mediaType);
      const first = seen.get(essence);
      if (first === undefined) seen.set(essence, mediaType);
      else
        this.#diagnostics.report(
          "model/unused-schema",
          `${mediaType} is not told from ${first}; its schema is not used`,
          this.#linked.originOf(content) ?? this.#origin,
        );
    }
  }
}

/** Keywords that say something of a text, and so nothing of bytes. */
const OF_TEXTS = ["const", "contentEncoding", "enum", "maxLength", "minLength", "not", "pattern"];

/** Bytes are described as strings, and that says nothing. */
function saysMoreThanBytes(schema: Schema, linked: LinkedSpec): boolean {
  return (
    [...typesOf(schema, linked)].some((type) => type !== "string") ||
    partsOf(schema, linked).some((part) => OF_TEXTS.some((keyword) => get(part, keyword) !== undefined))
  );
}
