/** Prints an operation of the model as an Operation Object. */
import type { Origin } from "../../diagnostic.js";
import { fromEntries, type Json, type JsonObject } from "../../json.js";
import type { Schema } from "../../link/linked-spec.js";
import { contentPlace, type Example } from "../../load/examples.js";
import { isJsonMediaType } from "../../media-type.js";
import type {
  BodyDef,
  ContentDef,
  Documented,
  FieldDef,
  OperationDef,
  ParameterDef,
  ResponseDef,
} from "../../model/model.js";
import { isStream } from "../../model/streams.js";

/** Ways to print the parts of an operation that others have too. */
interface Print {
  readonly schema: (schema: Schema) => Schema;
  readonly examples: (at: Origin) => readonly Example[];
  /** Whether bodies that are read item by item are described by their items, or as lists of them. */
  readonly byItem: boolean;
}

/** Styles that OpenAPI means where it is silent. */
const USUAL: { readonly [place in ParameterDef["in"]]: string } = {
  path: "simple",
  query: "form",
  header: "simple",
  cookie: "form",
};

/** Every schema that an operation has at its root. */
export function schemasOf({ parameters, requestBody, responses }: OperationDef): Schema[] {
  const headers = responses.flatMap((response) => response.headers);
  const contents = [...(requestBody?.contents ?? []), ...responses.flatMap((response) => response.contents)];
  return [
    ...[...parameters, ...headers, ...contents].flatMap(({ schema }) =>
      schema === undefined ? [] : [schema],
    ),
  ];
}

export function printOperation(operation: OperationDef, print: Print): JsonObject {
  const { operationId, summary, tags, security, parameters, requestBody, responses } = operation;
  return {
    operationId,
    ...(summary !== undefined && { summary }),
    ...said(operation),
    ...(tags.length > 0 && { tags }),
    ...(security.written.length > 0 && { security: [...security.written] }),
    ...(parameters.length > 0 && {
      parameters: parameters.map((each) => ({
        name: each.name,
        in: each.in,
        ...printParameter(each, print),
      })),
    }),
    ...(requestBody && { requestBody: printBody(requestBody, print) }),
    responses: fromEntries(
      responses.map(
        (each) => [each.status === "DEFAULT" ? "default" : each.status, printResponse(each, print)] as const,
      ),
    ),
  };
}

function said({ description, since, deprecated }: Documented): JsonObject {
  return {
    ...(description !== undefined && { description }),
    ...(deprecated && { deprecated }),
    ...(since !== undefined && { "x-addedInMatrixVersion": since }),
  };
}

/** Also the form of a header, which has neither name nor place. */
function printParameter(parameter: ParameterDef, print: Print): JsonObject {
  const { in: place, required, style, explode, allowReserved, schema } = parameter;
  if (style === "json")
    return {
      ...said(parameter),
      ...(required && { required }),
      content: {
        "application/json": {
          schema: print.schema(schema),
          ...printExamples(print, contentPlace(parameter.origin, "application/json")),
        },
      },
    };
  return {
    ...said(parameter),
    ...(required && { required }),
    ...(style !== USUAL[place] && { style }),
    ...(explode !== (style === "form" || style === "cookie") && { explode }),
    ...(allowReserved && { allowReserved }),
    schema: print.schema(schema),
    ...printExamples(print, parameter.origin),
  };
}

function printExamples(print: Print, at: Origin): JsonObject {
  const examples = print.examples(at);
  const named = examples.flatMap(({ name, value }) =>
    name === undefined ? [] : [[name, { value }] as const],
  );
  if (named.length > 0) return { examples: fromEntries(named) };
  const [single] = examples;
  return single === undefined ? {} : { example: single.value };
}

function printBody(body: BodyDef, print: Print): JsonObject {
  return {
    ...said(body),
    ...(body.required && { required: true }),
    content: printContents(body, print),
  };
}

function printResponse(response: ResponseDef, print: Print): JsonObject {
  const { headers, contents } = response;
  return {
    description: "",
    ...said(response),
    ...(headers.length > 0 && {
      headers: fromEntries(headers.map((each) => [each.name, printParameter(each, print)] as const)),
    }),
    ...(contents.length > 0 && { content: printContents(response, print) }),
  };
}

function printContents(
  body: Documented & { readonly contents: readonly ContentDef[] },
  print: Print,
): JsonObject {
  return fromEntries(
    body.contents.map((content) => [
      content.mediaType,
      {
        ...printContent(content, print),
        ...printExamples(print, contentPlace(body.origin, content.mediaType)),
      },
    ]),
  );
}

function printContent({ mediaType, kind, schema, fields }: ContentDef, print: Print): JsonObject {
  if (schema === undefined) return isJsonMediaType(mediaType) && kind === "bytes" ? { schema: BYTES } : {};
  if (isStream(kind)) {
    const items = print.schema(schema);
    return print.byItem ? { itemSchema: items } : { schema: { type: "array", items } };
  }
  const encodings = (fields ?? []).flatMap((field): [string, Json][] => {
    const encoding = printEncoding(field, kind === "multipart");
    return Object.keys(encoding).length === 0 ? [] : [[field.name, encoding]];
  });
  return { schema: print.schema(schema), ...(encodings.length > 0 && { encoding: fromEntries(encodings) }) };
}

const BYTES: JsonObject = { type: "string", format: "binary" };

function printEncoding(field: FieldDef, isPart: boolean): JsonObject {
  const { style, explode, allowReserved, contentType, headers } = field;
  if (isPart)
    return {
      ...(style !== "form" &&
        style !== "json" && { style: style === "simple" ? "form" : style, explode: false }),
      ...(contentType !== undefined && { contentType }),
      ...(headers.length > 0 && {
        headers: fromEntries(headers.map(([name, value]) => [name, { schema: { const: value } }] as const)),
      }),
    };
  if (style === "json") return { contentType: "application/json" };
  return {
    ...(style !== "form" && { style }),
    ...(explode !== (style === "form") && { explode }),
    ...(allowReserved && { allowReserved }),
  };
}
