/** Forms, and bodies of which there are several media types. */
import type { Json } from "../../../generator/json.js";
import { body, type WireCase } from "./wire-case.js";

const URLENCODED = "application/x-www-form-urlencoded";
const schema: Json = {
  type: "object",
  required: ["name"],
  properties: {
    name: { type: "string" },
    tags: { type: "array", items: { type: "string" } },
    ids: { type: "array", items: { type: "integer" } },
    at: { type: "object", properties: { x: { type: "integer" } } },
    on: { type: "boolean" },
    places: { type: "array", items: { type: "object", properties: { x: { type: "integer" } } } },
    url: { type: "string" },
  },
};
const text: Json = { type: "object", required: ["text"], properties: { text: { type: "string" } } };
const count: Json = { type: "object", required: ["count"], properties: { count: { type: "integer" } } };

function form(says: string, encoding: Json, value: object, sent: string): WireCase {
  return {
    says: `urlencoded: ${says}`,
    operation: body({ [URLENCODED]: { schema, encoding } }),
    request: { body: value },
    sends: { headers: { "content-type": URLENCODED }, body: sent },
  };
}

const file = new File([new Uint8Array([7, 8])], 's"1.png', { type: "image/png" });
const mail: Json = {
  type: "object",
  required: ["to"],
  properties: {
    to: { type: "array", items: { type: "string" } },
    count: { type: "integer" },
    meta: { type: "object", properties: { urgent: { type: "boolean" } } },
    scan: { type: "string", contentMediaType: "image/png" },
    files: { type: "array", items: { type: "string", format: "binary" } },
  },
};
const several = body({
  "application/json": { schema: text },
  [URLENCODED]: { schema: count },
  "text/plain": { schema: { type: "string" } },
  "application/octet-stream": {},
});

export const FORMS: readonly WireCase[] = [
  form("plain members", {}, { name: "a&b c+d", on: true }, "name=a%26b%20c%2Bd&on=true"),
  form("lists as repeated keys", {}, { name: "", tags: ["x", "y"], ids: [1] }, "name=&tags=x&tags=y&ids=1"),
  form(
    "a list in one",
    { ids: { style: "form", explode: false } },
    { name: "n", ids: [1, 2] },
    "name=n&ids=1,2",
  ),
  form(
    "a list with pipes",
    { ids: { style: "pipeDelimited", explode: false } },
    { name: "n", ids: [1, 2] },
    "name=n&ids=1%7C2",
  ),
  form("an object as JSON", {}, { name: "n", at: { x: 3 } }, "name=n&at=%7B%22x%22%3A3%7D"),
  form(
    "objects as JSON",
    {},
    { name: "n", places: [{ x: 1 }, { x: 2 }] },
    "name=n&places=%7B%22x%22%3A1%7D&places=%7B%22x%22%3A2%7D",
  ),
  form("a deep object", { at: { style: "deepObject" } }, { name: "n", at: { x: 3 } }, "name=n&at%5Bx%5D=3"),
  form(
    "an object of keys",
    { at: { style: "form", explode: true } },
    { name: "n", at: { x: 3 } },
    "name=n&x=3",
  ),
  form(
    "reserved characters",
    { url: { allowReserved: true } },
    { name: "n", url: "http://a/?b&c" },
    "name=n&url=http://a/?b%26c",
  ),
  form(
    "members that nothing describes",
    {},
    { name: "n", more: "1", __proto: "2" },
    "name=n&more=1&__proto=2",
  ),
  {
    says: "multipart: lists, JSON, bytes, files and numbers",
    operation: body({
      "multipart/form-data": {
        schema: mail,
        encoding: { meta: { headers: { "X-Kind": { schema: { const: "m" } } } } },
      },
    }),
    request: {
      body: {
        to: ["a", "b\r\n--x"],
        count: 3,
        meta: { urgent: true },
        files: [file, new Uint8Array([1])],
        more: "m",
      },
    },
    sends: {
      parts: [
        'Content-Disposition: form-data; name="to"\r\n\r\na',
        'Content-Disposition: form-data; name="to"\r\n\r\nb\r\n--x',
        'Content-Disposition: form-data; name="count"\r\n\r\n3',
        'Content-Disposition: form-data; name="meta"\r\nContent-Type: application/json\r\nX-Kind: m\r\n\r\n{"urgent":true}',
        'Content-Disposition: form-data; name="files"; filename="s%221.png"\r\nContent-Type: image/png\r\n\r\n\u0007\b',
        'Content-Disposition: form-data; name="files"; filename="files"\r\nContent-Type: application/octet-stream\r\n\r\n\u0001',
        'Content-Disposition: form-data; name="more"\r\n\r\nm',
      ],
    },
    sees: {
      body: {
        to: ["a", "b\r\n--x"],
        count: 3,
        meta: { urgent: true },
        files: [file, new File([new Uint8Array([1])], "files", { type: "application/octet-stream" })],
        more: "m",
      },
    },
  },
  {
    says: "multipart: bytes of the type that the encoding names",
    operation: body({
      "multipart/form-data": { schema: mail, encoding: { scan: { contentType: "image/*, image/gif" } } },
    }),
    request: { body: { to: ["a"], scan: new Uint8Array([7]) } },
    sends: {
      parts: [
        'Content-Disposition: form-data; name="to"\r\n\r\na',
        'Content-Disposition: form-data; name="scan"; filename="scan"\r\nContent-Type: image/gif\r\n\r\n\u0007',
      ],
    },
    sees: { body: { to: ["a"], scan: new File([new Uint8Array([7])], "scan", { type: "image/gif" }) } },
  },
  {
    says: "parts that a schema says nothing of: files stay bytes, texts stay text",
    operation: body({
      "multipart/form-data": {
        schema: { type: "object", properties: { one: {}, all: { type: "array", items: {} }, word: {} } },
      },
    }),
    request: { body: { one: new Uint8Array([7, 255]), all: [new Uint8Array([200])], word: "w" } },
    sends: {
      parts: [
        'Content-Disposition: form-data; name="one"; filename="one"\r\nContent-Type: application/octet-stream\r\n\r\n\u0007\u00ff',
        'Content-Disposition: form-data; name="all"; filename="all"\r\nContent-Type: application/octet-stream\r\n\r\n\u00c8',
        'Content-Disposition: form-data; name="word"\r\n\r\nw',
      ],
    },
    sees: {
      body: {
        one: new File([new Uint8Array([7, 255])], "one", { type: "application/octet-stream" }),
        all: [new File([new Uint8Array([200])], "all", { type: "application/octet-stream" })],
        word: "w",
      },
    },
  },
  {
    says: "one of several media types: JSON, where nothing else is said",
    operation: several,
    request: { body: { text: "a" } },
    sends: { headers: { "content-type": "application/json" }, body: '{"text":"a"}' },
  },
  {
    says: "one of several media types: the one that the caller names",
    operation: several,
    request: { body: { count: 1 }, contentType: URLENCODED },
    sends: { headers: { "content-type": URLENCODED }, body: "count=1" },
    sees: { body: { count: 1 } },
  },
  {
    says: "one of several media types: text",
    operation: several,
    request: { body: "hé" },
    sends: { headers: { "content-type": "text/plain" }, body: "hé" },
  },
  {
    says: "one of several media types: bytes",
    operation: several,
    request: { body: new Uint8Array([1, 2]) },
    sends: { headers: { "content-type": "application/octet-stream" }, body: new Uint8Array([1, 2]) },
  },
  {
    says: "text by the name of JSON, since the caller says so",
    operation: body({
      "text/plain": { schema: { type: "string" } },
      "application/json": { schema: { type: "string" } },
    }),
    request: { body: "a", contentType: "application/json" },
    sends: { headers: { "content-type": "application/json" }, body: '"a"' },
    sees: { body: "a" },
  },
];
