/** Values that no reader could tell from others are not sent. */
import { expect, test } from "vitest";
import type { ParameterForm } from "../../generator/emit/runtime/parameter.js";
import { writeStyled } from "../../generator/emit/runtime/write-styled.js";
import { call, plain } from "./support/call.js";

const LIST = { list: "string" } as const;

test.each<["path" | "query" | "header" | "cookie", ParameterForm, unknown, string]>([
  ["query", { style: "spaceDelimited", shape: LIST }, ["a b"], 'must not have " " in a value'],
  ["query", { style: "pipeDelimited", shape: LIST }, ["a|b"], 'must not have "|" in a value'],
  ["header", { style: "simple", shape: LIST }, ["a,b"], 'must not have "," in a value'],
  ["header", { style: "simple", explode: true, shape: LIST }, { "a=b": "c" }, 'must not have "="'],
  ["header", { style: "simple", shape: LIST }, ["a", " b"], "must not begin or end with a blank"],
  ["header", { style: "simple", shape: LIST }, { a: "b\t" }, "must not begin or end with a blank"],
  ["cookie", { style: "cookie", shape: "string" }, "a;b", 'must not have ";" in a value'],
  ["cookie", { style: "cookie", shape: "string" }, "a\r\nb", "must not have"],
  ["cookie", { style: "cookie", shape: LIST }, ["a,b"], 'must not have "," in a value'],
  ["query", { style: "deepObject", shape: LIST }, { a: { b: 1 } }, "has no form in a parameter"],
  ["query", { style: "form", explode: true, shape: LIST }, [[1]], "has no form in a parameter"],
  ["query", { style: "form", shape: LIST }, ["\ud800"], "half of a surrogate pair"],
  ["path", { style: "label", explode: true, shape: LIST }, [""], 'must not be "." or ".."'],
  ["path", { style: "simple", shape: LIST }, [], "is empty"],
  ["path", { style: "matrix", shape: LIST }, [], "is empty"],
])("%s %j of %j", (place, form, value, problem) => {
  const part = { path: "path", query: "query", header: "headers", cookie: "cookies" }[place];
  const operation = {
    ...plain,
    path: place === "path" ? "/{c}" : "/",
    parameters: [{ in: place, name: "c", type: "string", form } as const],
  };
  expect(() => writeStyled(operation, { [part]: { c: value } })).toThrow(problem);
});

test("what is not there is not sent", () => {
  const form = { style: "form", explode: true, shape: LIST } as const;
  const operation = {
    ...plain,
    path: "/",
    parameters: [{ in: "query", name: "c", type: "string", form } as const],
  };
  for (const c of [undefined, null, [], {}, [null]])
    expect(writeStyled(operation, { query: { c } }).uri).toBe("/");
});

test("a header for a list of no texts, which would be read as one empty text", () => {
  const sent = (list: "string" | "integer"): object | undefined => {
    const form = { style: "simple", shape: { list } } as const;
    const parameter = { in: "header", name: "x-c", type: "string", form } as const;
    return writeStyled({ ...plain, path: "/", parameters: [parameter] }, { headers: { "x-c": [] } }).headers;
  };
  expect(sent("string")).toEqual({ "x-c": undefined });
  expect(sent("integer")).toEqual({ "x-c": "" });
});

test.each([
  ["/{c}", { path: { c: { a: 1 } } }],
  ["/{c}", { path: { c: ["a"] } }],
  ["/", { query: { c: [{ a: 1 }] } }],
  ["/", { query: { c: { a: { b: 1 } } } }],
])("an object has no form where %s takes text: %j", async (path, request) => {
  await expect(call({ ...plain, path }, request)).rejects.toThrow("has no form in a parameter");
});

test("a header with a blank at its end, which would be lost on the way", async () => {
  await expect(call({ ...plain, path: "/" }, { headers: { "x-c": "a " } })).rejects.toThrow(
    "doIt: the header x-c must not begin or end with a blank",
  );
});
