/** Bodies of media types. */
import { body, type WireCase } from "./wire-case.js";

const bytes = new Uint8Array([1, 2, 255]);
const item = { schema: { type: "object", required: ["a"], properties: { a: { type: "integer" } } } };
const anyType = body({ "application/json": { schema: { type: "string", format: "byte" } }, "*/*": {} });

export const MEDIA: readonly WireCase[] = [
  {
    says: "bytes of any type, beside JSON that is bytes too",
    operation: anyType,
    request: { body: bytes },
    sends: { headers: { "content-type": "application/octet-stream" }, body: bytes },
  },
  {
    says: "bytes of a type that only the range takes",
    operation: {
      ...anyType,
      parameters: [{ in: "header", name: "Content-Type", schema: { type: "string" } }],
    },
    request: { headers: { "content-type": "image/png" }, body: bytes },
    sends: { headers: { "content-type": "image/png" }, body: bytes },
  },
  {
    says: "bytes beside JSON",
    operation: body({ "application/json": item, "image/*": {} }),
    request: { headers: { "content-type": "image/png" }, body: bytes },
    sends: { headers: { "content-type": "image/png" }, body: bytes },
    sees: { body: bytes },
  },
  {
    says: "a form that is described as a list, as its bytes",
    operation: body({ "application/x-www-form-urlencoded": { schema: { type: "array" } } }),
    request: { body: bytes },
    sends: { headers: { "content-type": "application/x-www-form-urlencoded" }, body: bytes },
  },
  {
    says: "bytes that are a form of several parts, by the type that the caller gives",
    operation: body({ "application/json": item, "multipart/form-data": { schema: { type: "array" } } }),
    request: { headers: { "content-type": "multipart/form-data; boundary=b" }, body: bytes },
    sends: { headers: { "content-type": "multipart/form-data; boundary=b" }, body: bytes },
    sees: { body: bytes },
  },
  {
    says: "JSON beside bytes",
    operation: body({ "image/*": {}, "application/json": item }),
    request: { body: { a: 1 } },
    sends: { headers: { "content-type": "application/json" }, body: '{"a":1}' },
  },
  {
    says: "JSON of another name",
    operation: body({ "application/vnd.item+json": item }),
    request: { body: { a: 1 } },
    sends: { headers: { "content-type": "application/vnd.item+json" }, body: '{"a":1}' },
  },
  ...["model/gltf+json", "text/json", "Application/JSON; charset=utf-8"].map((type) => ({
    says: `JSON as ${type}`,
    operation: body({ [type]: item }),
    request: { body: { a: 1 } },
    sends: { headers: { "content-type": type }, body: '{"a":1}' },
  })),
  {
    says: "bytes of a type that only begins as that of JSON",
    operation: body({ "application/json-patch": {} }),
    request: { body: bytes },
    sends: { headers: { "content-type": "application/json-patch" }, body: bytes },
  },
  {
    says: "text",
    operation: body({ "text/plain": { schema: { type: "string", maxLength: 5 } } }),
    request: { body: "hé" },
    sends: { headers: { "content-type": "text/plain" }, body: "hé" },
  },
  {
    says: "text of a range",
    operation: body({ "text/*": { schema: { type: "string", maxLength: 5 } } }),
    request: { body: "hé" },
    sends: { headers: { "content-type": "text/plain" }, body: "hé" },
  },
  {
    says: "JSON of a range",
    operation: body({ "application/*+json": item }),
    request: { body: { a: 1 } },
    sends: { headers: { "content-type": "application/json" }, body: '{"a":1}' },
  },
  {
    says: "JSON of a range, beside text of one",
    operation: body({
      "application/*+json": item,
      "text/*": { schema: { type: "string", maxLength: 5 } },
    }),
    request: { body: { a: 1 } },
    sends: { headers: { "content-type": "application/json" }, body: '{"a":1}' },
  },
  {
    says: "text of a range, beside JSON of one",
    operation: body({
      "application/*+json": item,
      "text/*": { schema: { type: "string", maxLength: 5 } },
    }),
    request: { body: "hé" },
    sends: { headers: { "content-type": "text/plain" }, body: "hé" },
  },
  {
    says: "JSON of a range, by the name that the caller gives it",
    operation: body({
      "application/*+json": item,
      "text/*": { schema: { type: "string", maxLength: 5 } },
    }),
    request: { body: { a: 1 }, contentType: "application/vnd.item+json" },
    sends: { headers: { "content-type": "application/vnd.item+json" }, body: '{"a":1}' },
    sees: { body: { a: 1 } },
  },
];
