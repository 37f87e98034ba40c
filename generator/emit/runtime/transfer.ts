/** Files that go up and come down as streams, without being held in memory. */
import type { Fetch } from "./fetch.js";

/** Bytes, a file, or a stream, whose length then is not known beforehand. */
export type Upload = Uint8Array | Blob | ReadableStream<Uint8Array>;

/** `next`, with another body than the operation has: one that is sent as it is read. */
export function sending(next: Fetch, body: Upload): Fetch {
  return (url, init, operation) => {
    const sent: RequestInit & { duplex?: "half" } =
      body instanceof Uint8Array
        ? { ...init, body: new Uint8Array(body) }
        : { ...init, body, ...(body instanceof ReadableStream && { duplex: "half" }) };
    return next(url, sent, operation);
  };
}

/** A file on its way. */
export interface Download {
  readonly body: ReadableStream<Uint8Array>;
  readonly contentType: string | undefined;
  /** The server's name for it, where it has one. Not to be trusted as a path. */
  readonly contentDisposition: string | undefined;
}

/**
 * `next`, and a way to the body of its success, which the call then finds empty: it would read it to the end. Refusals are
 * left alone.
 */
export function receiving(next: Fetch): {
  readonly fetch: Fetch;
  readonly download: () => Download | undefined;
} {
  let download: Download | undefined;
  return {
    download: () => download,
    fetch: async (url, init, operation) => {
      const response = await next(url, init, operation);
      const { status, statusText, headers, body } = response;
      if (!response.ok) return response;
      download = {
        body: body ?? new Blob().stream(),
        contentType: headers.get("content-type") ?? undefined,
        contentDisposition: headers.get("content-disposition") ?? undefined,
      };
      return new Response(null, { status, statusText, headers });
    },
  };
}
