/** Writes parameters in any style of OpenAPI. What cannot be told apart by who reads it is refused. */
import { checkEnds, encodePath, scalar } from "./encode.js";
import type { AnyRequest, Written } from "./operation.js";
import type { Parameter, Parameterized } from "./parameter.js";
import {
  DELIMITERS,
  type Encode,
  encodeFor,
  joined,
  joinedPlain,
  listOf,
  membersOf,
  writePairs,
} from "./write-values.js";

export interface Writable extends Parameterized {
  readonly operationId: string;
  readonly mayBeEmpty?: readonly string[];
}

export function writeStyled(operation: Writable, request: AnyRequest): Written {
  const of = (place: Parameter["in"]): readonly Parameter[] =>
    (operation.parameters ?? []).filter((parameter) => parameter.in === place);
  const inPath = new Map(of("path").map((parameter) => [parameter.name, parameter] as const));
  const path = encodePath(operation, request.path ?? {}, (name, value, encode) => {
    const parameter = inPath.get(name);
    return parameter && writePath(parameter, value, encode);
  });
  const pairs = (place: "query" | "cookie", values: object): string[] =>
    of(place).flatMap((parameter) => {
      const value = own(values, parameter.name);
      if (value === undefined || value === null) return [];
      return writePairs(parameter.name, parameter.form ?? PLAIN, value, {
        what: `${operation.operationId}: the ${place} parameter ${parameter.name}`,
        cookie: place === "cookie",
      });
    });
  const query = pairs("query", request.query ?? {}).join("&");
  const cookie = pairs("cookie", request.cookies ?? {}).join("; ");
  const headers = of("header").flatMap((parameter): [string, string | undefined][] => {
    const value = own(request.headers ?? {}, parameter.name);
    if (value === undefined || value === null) return [];
    if (isNoText(parameter, value)) return [[parameter.name, undefined]];
    const what = `${operation.operationId}: the header ${parameter.name}`;
    return [[parameter.name, writeHeader(parameter, value, what)]];
  });
  return {
    uri: path + (query === "" ? "" : `?${query}`),
    headers: {
      ...request.headers,
      ...Object.fromEntries(headers),
      ...(cookie !== "" && { cookie }),
    },
  };
}

/** A list without items, where an empty text would be read as a list of one empty text. */
function isNoText({ form }: Pick<Parameter, "form">, value: unknown): boolean {
  const shape = form?.style === "json" ? undefined : form?.shape;
  return (
    typeof shape === "object" && "list" in shape && shape.list === "string" && listOf(value)?.length === 0
  );
}

const PLAIN = { style: "form", explode: true, shape: "string" } as const;

function own(values: object, name: string): unknown {
  return Object.hasOwn(values, name) ? Reflect.get(values, name) : undefined;
}

function writePath(
  { name, form = { style: "simple", shape: "string" } }: Parameter,
  value: unknown,
  encode: Encode,
): string {
  const { style, explode } = form;
  if (style === "json") return encode(JSON.stringify(value));
  if (isNoText({ form }, value)) return "";
  if (style === "matrix") return explode ? explodedMatrix(name, value, encode) : matrix(name, value, encode);
  if (style === "label") {
    // A dot is never encoded, and would begin the next item.
    const dotted: Encode = (text) => encode(text).replaceAll(".", "%2E");
    return `.${explode ? joined(value, ".", dotted, true) : joined(value, ",", encode)}`;
  }
  const [delimiter, forbidden] = DELIMITERS[style] ?? [","];
  const refuse = forbidden && encodeFor(forbidden, `the path parameter ${name}`);
  return joined(value, delimiter, refuse ? (text) => encode(refuse(text)) : encode, explode);
}

/** `;color=blue,black` */
function matrix(name: string, value: unknown, encode: Encode): string {
  const text = joined(value, ",", encode);
  return `;${encode(name)}${text === "" ? "" : `=${text}`}`;
}

/** `;color=blue;color=black` of a list, `;R=100;G=200` of an object. */
function explodedMatrix(name: string, value: unknown, encode: Encode): string {
  const items = listOf(value)?.map((each): [string, unknown] => [name, each]);
  if (items === undefined && typeof value !== "object") return matrix(name, value, encode);
  const pairs = items ?? membersOf(value);
  return pairs.map(([key, each]) => `;${encode(key)}=${encode(scalar(each))}`).join("");
}

function writeHeader(
  { form = { style: "simple", shape: "string" } }: Parameter,
  value: unknown,
  what: string,
): string {
  // JSON in ASCII, which is all that a header surely takes.
  if (form.style === "json")
    return JSON.stringify(value).replace(
      /[\u0080-\uffff]/g,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );
  checkEnds(value, what);
  if (typeof value !== "object" || value === null) return scalar(value);
  for (const each of listOf(value) ?? membersOf(value).flat()) checkEnds(each, what);
  return joinedPlain(value, form.style, form.explode, what);
}
