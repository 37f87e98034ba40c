/** Reads what an operation takes and answers: parameters, a body, responses. */
import type { Diagnostics, Origin } from "../diagnostic.js";
import { get, getEntries, getString, isObject, type Json } from "../json.js";
import type { LinkedSpec, Schema } from "../link/linked-spec.js";
import { parameterKey } from "../parameter-key.js";
import { pointer } from "../pointer.js";
import { isToken } from "../token.js";
import { ContentReader } from "./content-reader.js";
import { inDirection } from "./direction.js";
import { documented } from "./documented.js";
import { doubtsOf } from "./doubts.js";
import type { BodyDef, ContentDef, ParameterDef, ResponseDef } from "./model.js";
import { formOf, isPlace, type ParameterPlace, parameterSchema } from "./parameter-style.js";
import { typesOf } from "./parts.js";
import { isQuerystring, readQuerystring } from "./querystring.js";
import { takes } from "./takes.js";
import type { Unsent } from "./unsent-keywords.js";

export class OperationReader {
  readonly #linked: LinkedSpec;
  readonly #origin: Origin;
  readonly #diagnostics: Diagnostics;
  readonly #contents: ContentReader;

  constructor(linked: LinkedSpec, origin: Origin, diagnostics: Diagnostics) {
    this.#diagnostics = diagnostics;
    this.#linked = linked;
    this.#origin = origin;
    this.#contents = new ContentReader(linked, origin, diagnostics);
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
      contents: this.#sent(this.#contents.ofRequest(node), "readOnly"),
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
    const contents = hasBody ? this.#sent(this.#contents.ofAnswer(node), "writeOnly") : [];
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

  #sent(contents: readonly ContentDef[], unsent: Unsent): ContentDef[] {
    return contents.map((content) => {
      const { schema } = content;
      return schema === undefined
        ? content
        : { ...content, schema: inDirection(schema, unsent, this.#linked, this.#diagnostics) };
    });
  }
}
