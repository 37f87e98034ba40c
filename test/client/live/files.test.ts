/** Files as streams, over a socket. */
import { createClient, isRefusal, type LiveClientOptions } from "@knockgen/matrix";
import { expect, test } from "vitest";
import { serve } from "../../support/serve.js";

type Middleware = NonNullable<LiveClientOptions["middleware"]>[number];

const size = 3 << 20;

async function* parts(): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (let sent = 0; sent < size; sent += 1 << 16) yield new Uint8Array(1 << 16).fill(7);
}

function streamOf(source: AsyncGenerator<Uint8Array<ArrayBuffer>>): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({
    async pull(controller) {
      const part = await source.next();
      if (part.done) controller.close();
      else controller.enqueue(part.value);
    },
  });
}

async function repository(): Promise<{
  baseUrl: string;
  uploads: { type: string | undefined; bytes: number; url: string }[];
}> {
  const uploads: { type: string | undefined; bytes: number; url: string }[] = [];
  const baseUrl = await serve(async (request, response) => {
    if (request.method === "POST") {
      let bytes = 0;
      for await (const chunk of request) bytes += chunk.length;
      uploads.push({ type: request.headers["content-type"], bytes, url: request.url ?? "" });
      response.setHeader("content-type", "application/json").end('{"content_uri":"mxc://a/m"}');
    } else if (request.url?.endsWith("/a/m")) {
      response.writeHead(200, {
        "content-type": "image/png",
        "content-disposition": 'inline; filename="m.png"',
      });
      for await (const part of parts()) response.write(part);
      response.end();
    } else
      response
        .writeHead(404, { "content-type": "application/json" })
        .end('{"errcode":"M_NOT_FOUND","error":"No file"}');
  });
  return { baseUrl, uploads };
}

test("bytes, files and streams go up with their type, without their length where it is not known", async () => {
  const { baseUrl, uploads } = await repository();
  const client = createClient({ baseUrl, token: "t" });
  expect(await client.upload(new Uint8Array([1, 2]), { filename: "a b" })).toBe("mxc://a/m");
  await client.upload(new Blob(["abc"], { type: "text/plain" }));
  await client.upload(streamOf(parts()), { contentType: "image/png" });
  expect(uploads.map(({ type, bytes }) => [type, bytes])).toEqual([
    ["application/octet-stream", 2],
    ["text/plain", 3],
    ["image/png", size],
  ]);
  expect(uploads[0]?.url).toContain("?filename=a%20b");
});

test("a file comes down as a stream", async () => {
  const { baseUrl } = await repository();
  const client = createClient({ baseUrl, token: "t" });
  const { body, contentType, contentDisposition } = await client.download("mxc://a/m");
  expect([contentType, contentDisposition]).toEqual(["image/png", 'inline; filename="m.png"']);
  expect((await new Response(body).arrayBuffer()).byteLength).toBe(size);
});

test("hooks see the bytes that go up, may answer with a file, and may change one", async () => {
  const { baseUrl } = await repository();
  const sizes: unknown[] = [];
  const read = async (middleware: Middleware): Promise<string> => {
    const { body } = await createClient({ baseUrl, token: "t", middleware: [middleware] }).download(
      "mxc://a/m",
    );
    return new Response(body).text();
  };
  expect(await read({ onRequest: () => new Response("kept") })).toBe("kept");
  expect(await read({ onResponse: () => new Response("other") })).toBe("other");
  const onRequest: Middleware["onRequest"] = ({ init }) =>
    void sizes.push(init.body instanceof Uint8Array && init.body.length);
  await createClient({ baseUrl, token: "t", middleware: [{ onRequest }] }).upload(new Uint8Array(7));
  expect(sizes).toEqual([7]);
});

test("a file that is missing is an error with its code", async () => {
  const { baseUrl } = await repository();
  const client = createClient({ baseUrl, token: "t" });
  const missing = client.download("mxc://a/none");
  await expect(missing).rejects.toMatchObject({ status: 404, errcode: "M_NOT_FOUND" });
  const error: unknown = await missing.catch((reason: unknown) => reason);
  expect([isRefusal(error), isRefusal(error, "M_NOT_FOUND"), isRefusal(error, "M_FORBIDDEN")]).toEqual([
    true,
    true,
    false,
  ]);
});
