/** Parameters in every style. The addresses are written by hand, after the tables of OpenAPI and RFC 6570. */
import type { Json } from "../../../generator/json.js";
import type { WireCase } from "./wire-case.js";

const TEXTS: Json = { type: "array", items: { type: "string" } };
const COUNTS: Json = { type: "array", items: { type: "integer" } };
const COLOUR: Json = {
  type: "object",
  properties: { R: { type: "integer" }, G: { type: "integer" } },
};
const OPEN: Json = { type: "object", additionalProperties: { type: "string" } };
const rgb = { R: 100, G: 200 };
const odd = ["a,b", "c d", "e/f;g=h&i.j|k", "ä%2C"];

let number = 0;

/** A case of one parameter `c`. `sends` is the target after `/_matrix/styles/N/` for a path, and after `?` for a query. */
function one(place: string, form: { readonly [key: string]: Json }, value: unknown, sends: string): WireCase {
  const path = `/_matrix/styles/${number++}`;
  const parameter = { in: place, name: "c", ...(place === "path" && { required: true }), ...form };
  const { schema: _, ...said } = form;
  const part = { path: "path", query: "query", header: "headers", cookie: "cookies" }[place] ?? "";
  return {
    says: `${place} ${JSON.stringify(said)} of ${JSON.stringify(value)}`,
    operation: { parameters: [parameter] },
    path: place === "path" ? `${path}/{c}` : path,
    request: { [part]: { c: value } },
    sends: {
      target: place === "path" ? `${path}/${sends}` : place === "query" ? `${path}?${sends}` : path,
      ...(place === "header" && { headers: { c: sends } }),
      ...(place === "cookie" && { headers: { cookie: sends } }),
    },
  };
}

/** A number or a word, and a pair of different things. */
const LIMIT: Json = { anyOf: [{ type: "integer" }, { const: "all" }] };
/** A number or a long text, of which some is made of digits. */
const LONG: Json = { anyOf: [{ type: "integer" }, { type: "string", minLength: 5 }] };
const AT_TIMES: Json = {
  type: "object",
  properties: { a: {} },
  dependentSchemas: { a: { properties: { a: { type: "integer" } } } },
};
const BY_PATTERN: Json = {
  type: "object",
  patternProperties: { "^n": { type: "integer" } },
  additionalProperties: false,
};
const PAIR: Json = { type: "array", prefixItems: [{ type: "integer" }, { type: "string" }], items: false };

export const STYLES: readonly WireCase[] = [
  one("query", { schema: LIMIT }, 5, "c=5"),
  one("query", { schema: LIMIT }, "all", "c=all"),
  one("query", { schema: LONG }, 5, "c=5"),
  one("path", { schema: LONG }, "00123", "00123"),
  one("header", { schema: LONG }, "12-34", "12-34"),
  one("cookie", { schema: { not: { type: "string" } } }, false, "c=false"),
  one("query", { schema: { type: "array", contains: { type: "integer" } } }, ["a", 1], "c=a&c=1"),
  one("query", { schema: { type: "integer" }, allowEmptyValue: true }, "", "c="),
  one("query", { schema: { type: "integer" }, allowEmptyValue: true }, 5, "c=5"),
  one("query", { schema: { type: "string", minLength: 2 }, allowEmptyValue: true }, "", "c="),
  one("query", { schema: AT_TIMES }, { a: 1 }, "a=1"),
  one("query", { schema: BY_PATTERN }, { n1: 1, n2: 2 }, "n1=1&n2=2"),
  one("header", { schema: { type: ["integer", "boolean"] } }, true, "true"),
  one("cookie", { schema: { enum: ["auto", 1.5, null] } }, 1.5, "c=1.5"),
  one("path", { schema: PAIR }, [1, "2"], "1,2"),
  one("query", { schema: PAIR }, [1, "2"], "c=1&c=2"),
  one(
    "query",
    { schema: { type: "object", properties: { a: PAIR } }, style: "deepObject" },
    { a: [1, "2"] },
    "c%5Ba%5D=1&c%5Ba%5D=2",
  ),
  one("path", { schema: TEXTS }, ["blue", "black"], "blue,black"),
  one("path", { schema: TEXTS, explode: true }, odd, "a%2Cb,c%20d,e%2Ff%3Bg%3Dh%26i.j%7Ck,%C3%A4%252C"),
  one("path", { schema: COLOUR }, rgb, "R,100,G,200"),
  one("path", { schema: COLOUR, explode: true }, rgb, "R=100,G=200"),
  one("path", { schema: OPEN, explode: true }, { "a=b": "c,d" }, "a%3Db=c%2Cd"),
  one("path", { schema: { type: "integer" }, style: "label" }, 7, ".7"),
  one("path", { schema: { type: "string" }, style: "label" }, "a.b", ".a.b"),
  one("path", { schema: TEXTS, style: "label" }, ["x", "a,b.c"], ".x,a%2Cb.c"),
  one("path", { schema: TEXTS, style: "label", explode: true }, ["x", "a.b"], ".x.a%2Eb"),
  one("path", { schema: COLOUR, style: "label" }, rgb, ".R,100,G,200"),
  one("path", { schema: COLOUR, style: "label", explode: true }, rgb, ".R=100.G=200"),
  one("path", { schema: { type: "string" }, style: "matrix" }, "blue", ";c=blue"),
  one("path", { schema: { type: "string" }, style: "matrix" }, "", ";c"),
  one("path", { schema: { type: "string" }, style: "matrix" }, "a=b;c", ";c=a%3Db%3Bc"),
  one("path", { schema: TEXTS, style: "matrix" }, odd.slice(0, 2), ";c=a%2Cb,c%20d"),
  one("path", { schema: COUNTS, style: "matrix", explode: true }, [1, 2], ";c=1;c=2"),
  one("path", { schema: COLOUR, style: "matrix" }, rgb, ";c=R,100,G,200"),
  one("path", { schema: COLOUR, style: "matrix", explode: true }, rgb, ";R=100;G=200"),
  one("query", { schema: TEXTS }, ["a", "", "b&c"], "c=a&c=&c=b%26c"),
  one("query", { schema: TEXTS, explode: false }, ["x,y", "z", ""], "c=x%2Cy,z,"),
  one("query", { schema: TEXTS, explode: false }, [""], "c="),
  one("query", { schema: COUNTS, explode: false }, [1, -2], "c=1,-2"),
  one("query", { schema: COLOUR }, rgb, "R=100&G=200"),
  one("query", { schema: COLOUR, explode: false }, rgb, "c=R,100,G,200"),
  one("query", { schema: TEXTS, style: "spaceDelimited", explode: false }, ["a,b", "c"], "c=a%2Cb%20c"),
  one("query", { schema: TEXTS, style: "spaceDelimited", explode: true }, ["a b", "c"], "c=a%20b&c=c"),
  one("query", { schema: COUNTS, style: "pipeDelimited", explode: false }, [1, 2], "c=1%7C2"),
  one("query", { schema: COLOUR, style: "pipeDelimited", explode: false }, rgb, "c=R%7C100%7CG%7C200"),
  one("query", { schema: COLOUR, style: "deepObject", explode: true }, rgb, "c%5BR%5D=100&c%5BG%5D=200"),
  one(
    "query",
    { schema: { type: "object", properties: { t: COUNTS } }, style: "deepObject" },
    { t: [1, 2] },
    "c%5Bt%5D=1&c%5Bt%5D=2",
  ),
  one(
    "query",
    {
      schema: { type: "object", properties: { "a[b]": { type: "integer" }, a: TEXTS } },
      style: "deepObject",
    },
    { "a[b]": 1, a: ["x"] },
    "c%5Ba%5Bb%5D%5D=1&c%5Ba%5D=x",
  ),
  one("query", { schema: OPEN, style: "deepObject" }, { "a&b": "[c]" }, "c%5Ba%26b%5D=%5Bc%5D"),
  one(
    "query",
    { schema: { type: "string" }, allowReserved: true },
    "https://a.test/b?c=d&e#f+g%2F h",
    "c=https://a.test/b?c=d%26e%23f%2Bg%252F%20h",
  ),
  one("query", { schema: TEXTS, allowReserved: true, explode: false }, ["/a", "b,c"], "c=/a,b%2Cc"),
  one("query", { schema: { type: "string" }, style: "form", explode: false }, "a b+c,d", "c=a%20b%2Bc%2Cd"),
  one(
    "query",
    { content: { "application/json": { schema: COLOUR } } },
    rgb,
    "c=%7B%22R%22%3A100%2C%22G%22%3A200%7D",
  ),
  one("path", { content: { "application/json": { schema: TEXTS } } }, ["/"], "%5B%22%2F%22%5D"),
  one("query", { content: { "text/plain": { schema: { type: "string" } } } }, "a b&", "c=a%20b%26"),
  one("path", { content: { "text/plain": { schema: { type: "integer" } } } }, 5, "5"),
  one("header", { schema: COUNTS }, [1, 2], "1,2"),
  one("header", { schema: COLOUR }, rgb, "R,100,G,200"),
  one("header", { schema: COLOUR, explode: true }, rgb, "R=100,G=200"),
  one("header", { schema: { type: "boolean" } }, true, "true"),
  one("header", { content: { "application/json": { schema: TEXTS } } }, ["ä"], '["\\u00e4"]'),
  one("cookie", { schema: { type: "string" } }, "a;b c", "c=a%3Bb%20c"),
  one("cookie", { schema: { type: "integer" } }, 3, "c=3"),
  one("cookie", { schema: TEXTS, explode: false }, ["a,b", "c"], "c=a%2Cb,c"),
  one("cookie", { schema: COLOUR, explode: false }, rgb, "c=R,100,G,200"),
  one("cookie", { schema: TEXTS, style: "cookie" }, ["x%", "y=z"], "c=x%; c=y=z"),
  one("cookie", { schema: TEXTS, style: "cookie", explode: false }, ["x", "y"], "c=x,y"),
  one("cookie", { schema: COLOUR, style: "cookie" }, rgb, "R=100; G=200"),
  {
    says: "a whole query as one parameter",
    operation: {
      parameters: [
        {
          in: "querystring",
          name: "all",
          required: true,
          content: {
            "application/x-www-form-urlencoded": {
              schema: {
                type: "object",
                required: ["x"],
                properties: { x: { type: "integer" }, label: { type: "string" }, ids: COUNTS, at: COLOUR },
              },
              encoding: { ids: { style: "pipeDelimited", explode: false } },
            },
          },
        },
      ],
    },
    path: "/_matrix/styles/whole",
    request: { query: { x: 1, label: "a b", ids: [1, 2], at: rgb } },
    sends: {
      target: "/_matrix/styles/whole?x=1&label=a%20b&ids=1%7C2&at=%7B%22R%22%3A100%2C%22G%22%3A200%7D",
    },
  },
  {
    says: "objects beside others, each with its own keys",
    operation: {
      parameters: [
        { in: "query", name: "a", schema: COLOUR },
        { in: "query", name: "b", schema: OPEN },
        { in: "query", name: "R2", schema: { type: "integer" } },
      ],
    },
    path: "/_matrix/styles/several",
    request: { query: { a: rgb, b: { other: "1" }, R2: 5 } },
    sends: { target: "/_matrix/styles/several?R=100&G=200&other=1&R2=5" },
  },
];
