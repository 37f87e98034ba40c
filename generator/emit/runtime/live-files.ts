/** Uploads and downloads as streams. */
import type { CallOptions } from "./client-options.js";
import type { Fetch } from "./fetch.js";
import { callMethod, type Methods, memberOf } from "./methods.js";
import { type Download, receiving, sending, type Upload } from "./transfer.js";
import { unwrap } from "./unwrap.js";

export interface UploadOptions extends CallOptions {
  readonly filename?: string | undefined;
  /** `application/octet-stream` when missing, but for a Blob that has a type. */
  readonly contentType?: string | undefined;
}

const MXC = /^mxc:\/\/([^/]+)\/([^/]+)$/;

/** `around` gives methods that go through another `fetch`. */
export function fileMethods(around: (wrap: (next: Fetch) => Fetch) => Methods): object {
  return {
    upload: async (file: Upload, options: UploadOptions = {}): Promise<unknown> => {
      const { filename, contentType, ...rest } = options;
      const type = contentType ?? (file instanceof Blob && file.type !== "" ? file.type : undefined);
      const { uploadContent } = around((next) => sending(next, file));
      const headers = { "content-type": type ?? "application/octet-stream", ...rest.headers };
      const request = { query: { filename }, body: new Uint8Array() };
      return memberOf(await callMethod(uploadContent, request, { ...rest, headers }), "content_uri");
    },
    download: async (uri: string, options: CallOptions = {}): Promise<Download> => {
      const [, serverName, mediaId] = MXC.exec(uri) ?? [];
      if (serverName === undefined || mediaId === undefined) throw new TypeError(`${uri} is not an mxc: URI`);
      let received: (() => Download | undefined) | undefined;
      const { getContentAuthed, getContent } = around((next) => {
        const { fetch, download } = receiving(next);
        received = download;
        return fetch;
      });
      const request = { path: { serverName, mediaId } };
      unwrap(await callMethod(getContentAuthed ?? getContent, request, options));
      const download = received?.();
      if (download === undefined) throw new TypeError("the answer has no file");
      return download;
    },
  };
}
