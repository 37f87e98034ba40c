/** Parameters in any style, as strangers send them: what cannot be read is an error of the client, and nothing takes long. */
import { expect, test } from "vitest";
import { isMatrixHttpError } from "../../generator/emit/runtime/matrix-http-error.js";
import type { Parameter, ParameterForm, ParameterValues } from "../../generator/emit/runtime/parameter.js";
import { readStyled } from "../../generator/emit/runtime/read-styled.js";
import { writeStyled } from "../../generator/emit/runtime/write-styled.js";

const MAP = { members: { a: "integer" } } as const;

function read(form: ParameterForm, target: string, place: Parameter["in"] = "query", header = ""): unknown {
  const parameter: Parameter = { in: place, name: "c", type: "string", form };
  const [path = "", query = ""] = target.split("?");
  const route = { path: "/p/{c}", parameters: [parameter] };
  try {
    const values: ParameterValues = readStyled(route, {
      path: new Map(),
      query: new URLSearchParams(query),
      header: () => header,
      target: { path, query },
    });
    const { c } = { ...values.path, ...values.query, ...values.headers, ...values.cookies };
    return c;
  } catch (error) {
    if (isMatrixHttpError(error) && error.status === 400) return error.message;
    throw error;
  }
}

test.each<[string, ParameterForm, string, unknown]>([
  ["absent", { style: "form", shape: { list: "string" } }, "/?", undefined],
  ["an empty list of numbers", { style: "form", shape: { list: "integer" } }, "/?c=", []],
  ["an empty object", { style: "form", shape: MAP }, "/?c=", {}],
  ["one of several types", { style: "form", shape: "integer|boolean|string" }, "/?c=5", 5],
  ["another of them", { style: "form", shape: "integer|boolean|string" }, "/?c=true", true],
  ["any other text", { style: "form", shape: "integer|boolean|string" }, "/?c=all", "all"],
  [
    "none of several types",
    { style: "form", shape: "integer|boolean" },
    "/?c=all",
    "The query parameter c must be an integer, or true or false",
  ],
  [
    "a tuple",
    { style: "form", shape: { list: "integer", first: ["string", "boolean"] } },
    "/?c=1,true,2",
    ["1", true, 2],
  ],
  ["a key alone", { style: "form", shape: "string" }, "/?c", ""],
  ["plus for a space", { style: "form", shape: { list: "string" } }, "/?c=a+b,c", ["a b", "c"]],
  ["plus between", { style: "spaceDelimited", shape: { list: "string" } }, "/?c=a+b%20c", ["a", "b", "c"]],
  ["a bare pipe", { style: "pipeDelimited", shape: { list: "string" } }, "/?c=a|b%7cc", ["a", "b", "c"]],
  ["bare brackets", { style: "deepObject", shape: MAP }, "/?c[a]=1", { a: 1 }],
  ["members beside", { style: "deepObject", shape: MAP }, "/?c[a]=1&c[b]=x", { a: 1, b: "x" }],
  ["keys of others", { style: "form", explode: true, shape: MAP }, "/?a=1&b=2", { a: 1 }],
  [
    "no number",
    { style: "form", shape: { list: "integer" } },
    "/?c=1,x",
    "The query parameter c must be an integer",
  ],
  [
    "no pair",
    { style: "form", shape: MAP },
    "/?c=a",
    "The query parameter c must have a value for each of its members",
  ],
  [
    "deeper",
    { style: "deepObject", shape: MAP },
    "/?c[a][b]=1",
    "The query parameter c must have one member in brackets",
  ],
  [
    "half open",
    { style: "deepObject", shape: MAP },
    "/?c[a=1",
    "The query parameter c must have one member in brackets",
  ],
  [
    "no brackets",
    { style: "deepObject", shape: MAP },
    "/?c=1",
    "The query parameter c must have its members in brackets",
  ],
  [
    "bad encoding",
    { style: "form", shape: "string" },
    "/?c=%zz",
    "The query parameter c is not percent-encoded as it should be",
  ],
  ["a bad key", { style: "form", shape: "string" }, "/?%zz=1&c=a", "a"],
  ["no JSON", { style: "json", shape: "string" }, "/?c={", "The query parameter c must be JSON"],
  [
    "deep JSON",
    { style: "json", shape: "string" },
    `/?c=${"[".repeat(5000)}`,
    "The query parameter c must be JSON",
  ],
])("query: %s", (_, form, target, expected) => {
  expect(read(form, target)).toEqual(expected);
});

test.each<[ParameterForm, string, unknown]>([
  [{ style: "label", shape: "string" }, "/p/x", "The path parameter c must be written in the style label"],
  [{ style: "matrix", shape: "string" }, "/p/x", "The path parameter c must be written in the style matrix"],
  [
    { style: "matrix", shape: "string" },
    "/p/;d=x",
    "The path parameter c must be written in the style matrix",
  ],
  [
    { style: "matrix", shape: "string" },
    "/p/;c=x;c=y",
    "The path parameter c must be written in the style matrix",
  ],
  [
    { style: "simple", explode: true, shape: MAP },
    "/p/a",
    "The path parameter c must have a value for each of its members",
  ],
  [
    { style: "simple", shape: { list: "string" } },
    "/p/a%zz",
    "The path parameter c is not percent-encoded as it should be",
  ],
])("path: %j of %s", (form, target, expected) => {
  expect(read(form, target, "path")).toEqual(expected);
});

test("names of the language are members like any other", () => {
  const deep = read({ style: "deepObject", shape: MAP }, "/?c[__proto__]=x&c[constructor]=y&c[a]=1");
  expect(Object.getPrototypeOf(deep)).toBe(Object.prototype);
  expect(deep).toEqual(JSON.parse('{"__proto__":"x","constructor":"y","a":1}'));
  expect(read({ style: "form", shape: { members: {} } }, "/?c=__proto__,1")).toEqual(
    JSON.parse('{"__proto__":"1"}'),
  );
  expect(({} as { x?: string }).x).toBeUndefined();
});

test("a request with thousands of keys is refused before anything is made of them", () => {
  const query = Array.from({ length: 20_000 }, (_, index) => `c[k${index}]=1`).join("&");
  expect(read({ style: "deepObject", shape: MAP }, `/?${query}`)).toBe("More than 1000 values");
  const cookies = "a=1; ".repeat(2000);
  expect(read({ style: "form", shape: "string" }, "/", "cookie", cookies)).toBe("More than 1000 values");
});

test.each<[string, ParameterForm, unknown, string]>([
  ["items", { style: "simple", explode: true, shape: { list: "string" } }, ["YQ==", "b"], "YQ==,b"],
  [
    "members",
    { style: "simple", explode: true, shape: { members: { a: "string" } } },
    { a: "YQ==" },
    "a=YQ==",
  ],
])("a header with explode keeps `=` in %s", (_, form, value, text) => {
  const { headers } = writeStyled(
    { operationId: "op", path: "/", parameters: [{ in: "header", name: "c", type: "string", form }] },
    { headers: { c: value } },
  );
  expect(headers).toMatchObject({ c: text });
  expect(read(form, "/?", "header", text)).toEqual(value);
});

test("a name with `=` would end too early in a header with explode", () => {
  const form: ParameterForm = { style: "simple", explode: true, shape: { members: {}, others: "string" } };
  const route = {
    operationId: "op",
    path: "/",
    parameters: [{ in: "header", name: "c", type: "string", form }],
  } as const;
  expect(() => writeStyled(route, { headers: { c: { "a=b": "d" } } })).toThrow(
    'must not have "=" in the name of a member',
  );
});
