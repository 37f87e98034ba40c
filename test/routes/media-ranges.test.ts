/** Bodies that are described by ranges of media types alone, sent with a type inside and outside of them. */
import { expect, test } from "vitest";
import { createFetchHandler } from "../../generator/emit/runtime/fetch-handler.js";
import { API, type Contents, type Handlers, type Route } from "../../generator/emit/runtime/route.js";

const IMAGES: Contents = { "image/*": "bytes" };
const MEDIA: Contents = { "Image/*; q=1": "bytes", "audio/ogg": "bytes" };
const ANY: Contents = { "*/*": "bytes" };
const ONE: Contents = { "image/png": "bytes" };
const ENDINGS: Contents = { "text/*": "bytes", "application/*+xml": "bytes" };
const WITH_JSON: Contents = { "image/*": "bytes", "application/json": "json" };

interface Sent {
  readonly body: Contents;
  readonly type?: string;
  readonly bytes?: Uint8Array<ArrayBuffer>;
  readonly optional?: true;
}

async function send({ body, type, bytes, optional }: Sent): Promise<unknown> {
  const route: Route = {
    api: "shop",
    operationId: "store",
    name: "store",
    method: "POST",
    path: "/store",
    body,
    ...(!optional && { bodyRequired: true }),
    responses: { 200: {} },
  };
  let called = false;
  const store = (): object => {
    called = true;
    return { status: 200 };
  };
  const handlers: Handlers<unknown> & { readonly store: typeof store } = {
    [API]: { name: "shop", routes: [route] },
    store,
  };
  const headers = type === undefined ? {} : { "content-type": type };
  const request = new Request("http://a/store", { method: "POST", headers, ...(bytes && { body: bytes }) });
  const answer = await createFetchHandler({ handlers })(request);
  expect(called).toBe(answer.status === 200);
  return answer.status === 200 ? 200 : [answer.status, await answer.json()];
}

const bytes: Uint8Array<ArrayBuffer> = new TextEncoder().encode("{}");

test.each<[string, Sent]>([
  ["a type of the range", { body: IMAGES, type: "image/png", bytes }],
  ["capitals and parameters", { body: IMAGES, type: "IMAGE/PNG; a=b", bytes }],
  ["a type beside the range", { body: MEDIA, type: "audio/ogg", bytes }],
  ["a type of the range with an ending", { body: ENDINGS, type: "application/atom+xml", bytes }],
  ["a client that says no type", { body: IMAGES, bytes }],
  ["bytes of an unknown type", { body: IMAGES, type: "application/octet-stream", bytes }],
  ["an empty type", { body: IMAGES, type: "", bytes }],
  ["a range of all types", { body: ANY, type: "text/plain", bytes }],
  ["one type, which clients guess", { body: ONE, type: "text/plain", bytes }],
  ["JSON under another type", { body: WITH_JSON, type: "text/plain", bytes }],
  ["a type for the body that is not there", { body: IMAGES, type: "text/plain", optional: true }],
])("is taken: %s", async (_, sent) => {
  expect(await send(sent)).toBe(200);
});

test.each<[string, Sent, string]>([
  ["another kind", { body: IMAGES, type: "text/plain", bytes }, "image/*"],
  ["JSON", { body: IMAGES, type: "application/json", bytes }, "image/*"],
  ["a name that begins alike", { body: IMAGES, type: "imagery/png", bytes }, "image/*"],
  ["a sibling of the single type", { body: MEDIA, type: "audio/mp3", bytes }, "Image/*; q=1 or audio/ogg"],
  [
    "another ending",
    { body: { "application/*+xml": "bytes" }, type: "application/a+yaml", bytes },
    "application/*+xml",
  ],
  ["an optional body", { body: IMAGES, type: "text/plain", bytes, optional: true }, "image/*"],
  ["a required body that is not there", { body: IMAGES, type: "text/plain" }, "image/*"],
])("is answered with 415: %s", async (_, sent, types) => {
  const error = `The body must have the type ${types}`;
  expect(await send(sent)).toEqual([415, { errcode: "M_UNKNOWN", error }]);
});
