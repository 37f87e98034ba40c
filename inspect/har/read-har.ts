/** Reads HAR 1.2: what the proxy records, and what browsers save of their traffic. */
import { isOfMatrix } from "@knockgen/matrix/runtime/of-matrix";
import { splitTarget, withoutOrigin } from "@knockgen/matrix/runtime/target";
import type { Exchange, HeaderList } from "../exchange.js";
import { jsonOf, memberOf } from "../unknown-json.js";

/** Asked of each request that is not of Matrix, whatever its host: whether a release at hand has an operation at this address. */
export type Describes = (method: string, path: string) => boolean;

/**
 * The exchanges of Matrix in a file, in its order, and those that `describes` knows; a text says why it is not a HAR.
 * Pages and pictures of an application are not exchanges.
 */
export function readHar(text: string, describes: Describes = () => false): readonly Exchange[] | string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text.replace(/^\ufeff/, ""));
  } catch {
    return "is not JSON";
  }
  const entries = memberOf(memberOf(parsed, "log"), "entries");
  if (!Array.isArray(entries)) return "is not a HAR: it has no list log.entries";
  return entries.flatMap((entry) => exchangeOf(entry, describes) ?? []);
}

/** As it was recorded, so that a `..` in it stays. */
function targetOf(url: string, method: string, describes: Describes): string | undefined {
  if (!/^https?:\/\//i.test(url)) return undefined;
  const target = withoutOrigin(url);
  const { path } = splitTarget(target);
  const start = startOfMatrix(path);
  if (start >= 0) return method === "OPTIONS" ? undefined : target.slice(start);
  return describes(method, path) ? target : undefined;
}

/** A homeserver may lie below a path of its host; -1 where the path is not of Matrix. */
function startOfMatrix(path: string): number {
  for (let at = path.indexOf("/"); at >= 0; at = path.indexOf("/", at + 1))
    if (isOfMatrix(path.slice(at))) return at;
  return -1;
}

function exchangeOf(entry: unknown, describes: Describes): Exchange | undefined {
  const request = memberOf(entry, "request");
  const response = memberOf(entry, "response");
  const [url, method] = [memberOf(request, "url"), memberOf(request, "method")];
  if (typeof url !== "string" || typeof method !== "string" || !URL.canParse(url)) return undefined;
  const target = targetOf(url, method.toUpperCase(), describes);
  if (target === undefined) return undefined;
  const status = memberOf(response, "status");
  return {
    request: {
      method: method.toUpperCase(),
      target,
      headers: headerList(request, memberOf(request, "postData")),
      body: requestBody(request, method.toUpperCase()),
    },
    ...(typeof status === "number" &&
      status > 0 && {
        answer: {
          status,
          headers: headerList(response, memberOf(response, "content")),
          body: answerBody(memberOf(response, "content"), status),
        },
      }),
  };
}

/**
 * Without the pseudo-headers of HTTP/2; bodies in a HAR are decoded, whatever the header says. A message without any header is one
 * of which they were not kept: the type of its body stands beside the body as well, or is taken for the right one.
 */
function headerList(message: unknown, body: unknown): HeaderList {
  const value = memberOf(message, "headers");
  const headers = (Array.isArray(value) ? value : []).flatMap((each): HeaderList => {
    const [name, text] = [memberOf(each, "name"), memberOf(each, "value")];
    if (typeof name !== "string" || typeof text !== "string") return [];
    return name.startsWith(":") || /^content-encoding$/i.test(name) ? [] : [[name, text]];
  });
  if (headers.length > 0) return headers;
  const type = memberOf(body, "mimeType");
  return [["Content-Type", typeof type === "string" && type.includes("/") ? type : "application/json"]];
}

/** A body of unknown size (-1) is one that was not kept, as are ours. */
function requestBody(request: unknown, method: string): Uint8Array | undefined {
  const data = memberOf(request, "postData");
  const text = memberOf(data, "text") ?? formText(data);
  const size = memberOf(request, "bodySize");
  const isLost = typeof size === "number" && size !== 0;
  if (typeof text === "string" && (text !== "" || !isLost))
    return whole(bytesOf(text, memberOf(data, "encoding")), size);
  const mayHaveBody = typeof size !== "number" && method !== "GET" && method !== "HEAD";
  return isLost || mayHaveBody || data !== undefined ? undefined : new Uint8Array();
}

/** Undefined for an encoding that no recording should have, and for what is not in the one that it says. */
function bytesOf(text: string, encoding: unknown): Uint8Array | undefined {
  if (encoding === "base64")
    return /^[\w+/\s-]*={0,2}\s*$/.test(text) ? Buffer.from(text, "base64") : undefined;
  return encoding === undefined || encoding === null || encoding === ""
    ? new TextEncoder().encode(text)
    : undefined;
}

/** Some browsers keep a form as its members. */
function formText(data: unknown): string | undefined {
  const params = memberOf(data, "params");
  const type = memberOf(data, "mimeType");
  if (!Array.isArray(params) || params.length === 0 || !/urlencoded/i.test(String(type))) return undefined;
  const pairs = params.map((each): [string, string] => [
    String(memberOf(each, "name") ?? ""),
    String(memberOf(each, "value") ?? ""),
  ]);
  return new URLSearchParams(pairs).toString();
}

/** Browsers leave out what they did not keep, which is not the same as an empty body. */
function answerBody(content: unknown, status: number): Uint8Array | undefined {
  const text = memberOf(content, "text");
  const size = memberOf(content, "size");
  if (typeof text !== "string") return size === 0 && status !== 200 ? new Uint8Array() : undefined;
  if (text === "" && typeof size === "number" && size !== 0) return undefined;
  return whole(bytesOf(text, memberOf(content, "encoding")), size);
}

/** Browsers keep the beginning of a long body, and how long it was. */
function whole(bytes: Uint8Array | undefined, size: unknown): Uint8Array | undefined {
  const isShort = bytes !== undefined && typeof size === "number" && bytes.length < size;
  if (!isShort) return bytes;
  const isBegun = /^\s*[{[]/.test(new TextDecoder().decode(bytes.subarray(0, 100)));
  return isBegun && jsonOf(bytes) === undefined ? undefined : bytes;
}
