/** Uploads and downloads as streams. */
import type { CallOptions } from "./client-options.js";
import type { Fetch } from "./fetch.js";
import { memberOf } from "./member.js";
import { callMethod, type Methods } from "./methods.js";
import { type Download, receiving, sending, type Upload } from "./transfer.js";
import { unwrap } from "./unwrap.js";

export interface UploadOptions extends CallOptions {
  readonly filename?: string | undefined;
  /** `application/octet-stream` when missing, but for a Blob that has a type. */
  readonly contentType?: string | undefined;
}

/** Takes the address of a file apart. */
export type ParseMxcUri = (uri: string) => { readonly server: string; readonly mediaId: string } | undefined;

/** `around` gives methods that go through another `fetch`. */
export function fileMethods(
  around: (wrap: (next: Fetch) => Fetch) => Methods,
  parseMxcUri: ParseMxcUri,
): object {
  return {
    upload: async (file: Upload, options: UploadOptions = {}): Promise<unknown> => {
      const { filename, contentType, ...rest } = options;
      const type = contentType ?? (file instanceof Blob && file.type !== "" ? file.type : undefined);
      const { uploadContent } = around((next) => sending(next, file));
      const headers = { "content-type": type ?? "application/octet-stream", ...rest.headers };
      const request = { query: { filename }, body: new Uint8Array() };
      return memberOf(unwrap(await callMethod(uploadContent, request, { ...rest, headers })), "content_uri");
    },
    download: async (uri: string, options: CallOptions = {}): Promise<Download> => {
      const parts = parseMxcUri(uri);
      if (parts === undefined) throw new TypeError(`${uri} is not an mxc: URI`);
      let received: (() => Download | undefined) | undefined;
      const { getContentAuthed, getContent } = around((next) => {
        const { fetch, download } = receiving(next);
        received = download;
        return fetch;
      });
      const request = { path: { serverName: parts.server, mediaId: parts.mediaId } };
      unwrap(await callMethod(getContentAuthed ?? getContent, request, options));
      const download = received?.();
      if (download === undefined) throw new TypeError("the answer has no file");
      return download;
    },
  };
}
