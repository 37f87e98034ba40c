/** Forms as strangers send them: bounded, and errors of the client where they cannot be read. */
import { expect, test } from "vitest";
import { createFetchHandler } from "../../generator/emit/runtime/fetch-handler.js";
import type { FormField } from "../../generator/emit/runtime/form-field.js";
import { readFormUrlencoded } from "../../generator/emit/runtime/form-urlencoded.js";
import { readMultipart } from "../../generator/emit/runtime/multipart.js";
import { API, type Contents, type Handlers, type Route } from "../../generator/emit/runtime/route.js";
import { members } from "../runtime/support/checks.js";

const fields: readonly FormField[] = [
  { name: "count", form: { style: "form", shape: "integer" } },
  { name: "meta", form: { style: "json", shape: { members: {} } } },
  { name: "scan", form: { style: "form", shape: "string" }, bytes: true },
  { name: "any", form: { style: "form", shape: "string" }, bytes: "maybe" },
];
const check = members({ "count!": "number" });
const FORM: Contents = { "application/x-www-form-urlencoded": { read: readFormUrlencoded, fields, check } };
const PARTS: Contents = { "multipart/form-data": { read: readMultipart, fields, check } };

async function send(body: Contents, type: string, sent: string, maxBodyBytes?: number): Promise<unknown> {
  const route: Route = {
    api: "shop",
    operationId: "fill",
    name: "fill",
    method: "POST",
    path: "/fill",
    body,
    bodyRequired: true,
    responses: { 200: {} },
  };
  let seen: unknown;
  const fill = ({ body: got }: { body: unknown }): object => {
    seen = got;
    return { status: 200 };
  };
  const handlers: Handlers<unknown> & { readonly fill: typeof fill } = {
    [API]: { name: "shop", routes: [route] },
    fill,
  };
  const handle = createFetchHandler({ handlers, maxBodyBytes });
  const request = new Request("http://a/fill", {
    method: "POST",
    headers: { "content-type": type },
    body: sent,
  });
  const answer = await handle(request);
  return answer.status === 200 ? seen : [answer.status, (await answer.json()).error];
}

const URLENCODED = "application/x-www-form-urlencoded";
const MULTIPART = "multipart/form-data; boundary=b";
const part = (head: string, text: string): string =>
  `--b\r\nContent-Disposition: form-data; ${head}\r\n\r\n${text}\r\n`;

test.each<[string, unknown]>([
  ["count=1", { count: 1 }],
  ["count=1&meta=%5B%5D&other=+x", { count: 1, meta: [], other: " x" }],
  ["count=1&__proto__=x", JSON.parse('{"count":1,"__proto__":"x"}')],
  ["", [400, "Invalid body: count must be there"]],
  ["count=x", [400, "The form parameter count must be an integer"]],
  ["count=1&meta=%7B", [400, "The form parameter meta must be JSON"]],
  ["count=%E4", [400, "The form parameter count is not percent-encoded as it should be"]],
  ["a=1&".repeat(5000), [400, "More than 1000 values"]],
])("urlencoded: %s", async (sent, expected) => {
  expect(await send(FORM, URLENCODED, sent)).toEqual(expected);
});

test.each<[string, string, unknown]>([
  ["a number", part('name="count"', "1"), { count: 1 }],
  [
    "JSON as a file",
    part('name="count"', "1") + part('name="meta"; filename="m.json"', "[]"),
    { count: 1, meta: [] },
  ],
  [
    "a name of the language",
    part('name="count"', "1") + part('name="__proto__"', "x"),
    JSON.parse('{"count":1,"__proto__":"x"}'),
  ],
  ["nothing", "", [400, "Invalid body: count must be there"]],
  ["no number", part('name="count"', "x"), [400, "The form parameter count must be an integer"]],
  ["no JSON", part('name="meta"', "{"), [400, "The part meta must be JSON"]],
  ["too many parts", part('name="a"', "").repeat(1100), [400, "The body has more than 1000 parts"]],
])("multipart: %s", async (_, sent, expected) => {
  expect(await send(PARTS, MULTIPART, `${sent}--b--\r\n`)).toEqual(expected);
});

test("multipart that is cut off, has no boundary, or is too large", async () => {
  const whole = part('name="count"', "1");
  expect(await send(PARTS, MULTIPART, whole)).toEqual([400, "The parts of the body cannot be read"]);
  expect(await send(PARTS, "multipart/form-data", whole)).toEqual([400, "The body has no parts"]);
  expect(await send(PARTS, MULTIPART, whole, 20)).toEqual([413, "The body is larger than 20 bytes"]);
});

test("a part without a file name may be bytes as well", async () => {
  const sent = `${part('name="count"', "1")}${part('name="scan"', "é")}--b--\r\n`;
  const body = await send(PARTS, MULTIPART, sent);
  const scan: unknown = typeof body === "object" && body !== null ? Reflect.get(body, "scan") : undefined;
  expect(scan instanceof File && [scan.name, await scan.text()]).toEqual(["scan", "é"]);
});

test("what may be anything is a file where it has a file's name, and text otherwise", async () => {
  const sent = (head: string): string =>
    `${part('name="count"', "1")}${part(`name="any"${head}`, "x")}--b--\r\n`;
  expect(await send(PARTS, MULTIPART, sent(""))).toEqual({ count: 1, any: "x" });
  expect(await send(PARTS, MULTIPART, sent('; filename="a"'))).toEqual({ count: 1, any: expect.any(Blob) });
});
