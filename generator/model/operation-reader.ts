/** Reads what an operation takes and answers: parameters, a body, responses. */
import type { Diagnostics, Origin } from "../diagnostic.js";
import { get, getEntries, getString, isObject, type Json } from "../json.js";
import type { LinkedSpec, Schema } from "../link/linked-spec.js";
import { essenceOf } from "../media-type.js";
import { parameterKey } from "../parameter-key.js";
import { pointer } from "../pointer.js";
import { isToken } from "../token.js";
import { inDirection, type Unsent } from "./direction.js";
import { documented } from "./documented.js";
import { doubtsOf } from "./doubts.js";
import { eventFault } from "./event-members.js";
import { readFields } from "./form-fields.js";
import { formSchema } from "./form-schema.js";
import { mediaKind, requestKind, schemaOf } from "./media.js";
import type { BodyDef, ContentDef, ParameterDef, ResponseDef } from "./model.js";
import { formOf, isPlace, type ParameterPlace, parameterSchema } from "./parameter-style.js";
import { partsOf, typesOf } from "./parts.js";
import { isQuerystring, readQuerystring } from "./querystring.js";
import { hasItems, itemSchema, streamKind } from "./streams.js";
import { takes } from "./takes.js";

export class OperationReader {
  readonly #linked: LinkedSpec;
  readonly #origin: Origin;
  readonly #diagnostics: Diagnostics;

  constructor(linked: LinkedSpec, origin: Origin, diagnostics: Diagnostics) {
    this.#diagnostics = diagnostics;
    this.#linked = linked;
    this.#origin = origin;
  }

  /** An operation's own parameter replaces one of the path item with the same name and place. */
  parameters(list: readonly Json[]): ParameterDef[] {
    const byKey = new Map<string, ParameterDef>();
    for (const node of list) {
      const place = getString(node, "in");
      const name = getString(node, "name");
      if (isQuerystring(node)) {
        const origin = this.#linked.originOf(node) ?? this.#origin;
        const context = { linked: this.#linked, origin, diagnostics: this.#diagnostics };
        for (const member of readQuerystring(node, context))
          byKey.set(parameterKey("query", member.name), member);
      }
      if (name === undefined || !isPlace(place)) continue;
      const parameter = this.#parameter(node, place, name);
      this.#checkParameter(parameter);
      byKey.set(parameterKey(place, name), parameter);
    }
    return [...byKey.values()];
  }

  body(node: Json | undefined): BodyDef | undefined {
    if (!isObject(node)) return undefined;
    const origin = this.#linked.originOf(node) ?? this.#origin;
    return {
      ...documented(node, origin),
      required: node.required === true,
      contents: this.#sent(this.#bodyContents(node), "readOnly"),
    };
  }

  /** `hasBody` is false of what answers HEAD, whatever is described. */
  response(status: string, node: Json, hasBody: boolean): ResponseDef {
    const origin = this.#linked.originOf(node) ?? {
      file: this.#origin.file,
      pointer: `${this.#origin.pointer}/responses${pointer(status)}`,
    };
    const headers = getEntries(node, "headers").map(([name, header]) =>
      this.#parameter(header, "header", name, true),
    );
    const byName = new Map(headers.map((header) => [header.name.toLowerCase(), header] as const));
    for (const header of headers) {
      if (byName.get(header.name.toLowerCase()) !== header)
        this.#diagnostics.report(
          "lower/invalid-description",
          `the header ${header.name} is there twice, since case makes no difference; the last one counts`,
          header.origin,
        );
      if (!isToken(header.name))
        this.#diagnostics.report(
          "lower/invalid-description",
          `an answer has no header ${header.name}: no header can have that name`,
          header.origin,
        );
    }
    const contents = hasBody ? this.#sent(this.#contents(node), "writeOnly") : [];
    return { ...documented(node, origin), status, headers: [...byName.values()], contents };
  }

  /** `isAnswer` is true of a header of an answer. */
  #parameter(node: Json, place: ParameterPlace, name: string, isAnswer: boolean = false): ParameterDef {
    const origin = this.#linked.originOf(node) ?? this.#origin;
    const form = formOf(node, place);
    const unsent = isAnswer ? "writeOnly" : "readOnly";
    const whole = parameterSchema(node);
    const schema = inDirection(whole, unsent, this.#linked, this.#diagnostics);
    if (get(whole, unsent) === true)
      this.#diagnostics.report(
        "model/own-direction",
        `${name} is ${unsent}, but stands in ${isAnswer ? "an answer" : "a request"}; it is read all the same`,
        origin,
      );
    const mayBeEmpty = get(node, "allowEmptyValue") === true && place === "query" && form.style !== "json";
    return {
      ...documented(node, origin),
      in: place,
      name,
      required: get(node, "required") === true,
      ...form,
      schema: mayBeEmpty ? this.#orEmpty(schema, name, origin) : schema,
    };
  }

  /** Also takes the empty text, which a parameter may stand with alone (`allowEmptyValue`). */
  #orEmpty(schema: Schema, name: string, origin: Origin): Schema {
    const types = typesOf(schema, this.#linked);
    if (!types.has("array") && !types.has("object"))
      return takes(schema, "", this.#linked) === false ? { anyOf: [schema, { const: "" }] } : schema;
    const message = `allowEmptyValue does nothing for ${name}, which is a list or an object`;
    this.#diagnostics.report("model/unused-schema", message, origin);
    return schema;
  }

  #checkParameter(parameter: ParameterDef): void {
    const { name, in: place, schema, style, origin } = parameter;
    const report = this.#diagnostics.report.bind(this.#diagnostics);
    if ((place === "header" || place === "cookie") && !isToken(name))
      report(
        "model/unsupported",
        `the parameter ${name} cannot be sent: no ${place} can have that name`,
        origin,
      );
    if (style === "json") return;
    for (const message of doubtsOf(parameter, schema, this.#linked))
      report("model/mixed-types", message, origin);
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

  #sent(contents: readonly ContentDef[], unsent: Unsent): ContentDef[] {
    return contents.map((content) => {
      const { schema } = content;
      return schema === undefined
        ? content
        : { ...content, schema: inDirection(schema, unsent, this.#linked, this.#diagnostics) };
    });
  }

  #contents(node: Json): ContentDef[] {
    this.#checkMediaTypes(node);
    return getEntries(node, "content").map(([mediaType, content]): ContentDef => {
      this.#checkMediaType(mediaType, content);
      const stream = streamKind(mediaType);
      const fault =
        stream === "events" ? eventFault(itemSchema(content, stream, this.#linked), this.#linked) : undefined;
      if (fault !== undefined) this.#unsupported(content, `${mediaType} cannot be read: ${fault}`);
      if (stream !== undefined)
        return { mediaType, kind: stream, json: false, schema: itemSchema(content, stream, this.#linked) };
      if (get(content, "itemSchema") !== undefined)
        this.#unsupported(content, `the body cannot be read: ${mediaType} has an itemSchema`);
      return this.#plain(mediaType, content);
    });
  }

  /** The same of what is sent, where forms are more than bytes. */
  #bodyContents(node: Json): ContentDef[] {
    this.#checkMediaTypes(node);
    return getEntries(node, "content").map(([mediaType, content]): ContentDef => {
      this.#checkMediaType(mediaType, content);
      const stream = streamKind(mediaType);
      if (stream !== undefined && stream !== "events" && hasItems(content, this.#linked))
        return { mediaType, kind: stream, json: false, schema: itemSchema(content, stream, this.#linked) };
      const kind = requestKind(mediaType, schemaOf(content), this.#linked);
      if (get(content, "itemSchema") !== undefined)
        this.#unsupported(content, `the body cannot be sent: ${mediaType} has an itemSchema`);
      if ((kind !== "form" && kind !== "multipart") || !this.#mayBeObject(content))
        return this.#plain(mediaType, content);
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
  #checkMediaType(mediaType: string, content: Json): void {
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
    if (requestKind(mediaType, schemaOf(content), this.#linked) === "bytes") return;
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

  #plain(mediaType: string, content: Json): ContentDef {
    if (getEntries(content, "encoding").length > 0)
      this.#diagnostics.report(
        "model/unused-encoding",
        `the encoding of ${mediaType} is not used: only forms have one`,
        this.#linked.originOf(content) ?? this.#origin,
      );
    const whole = schemaOf(content);
    const kind = mediaKind(mediaType, whole, this.#linked);
    const schema = kind === "bytes" ? undefined : whole;
    if (kind === "bytes" && whole !== undefined && saysMoreThanBytes(whole, this.#linked))
      this.#diagnostics.report(
        "model/unused-schema",
        `${mediaType} is carried as bytes; its schema is not used`,
        this.#linked.originOf(content) ?? this.#origin,
      );
    return { mediaType, kind, json: kind === "json", ...(schema !== undefined && { schema }) };
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
