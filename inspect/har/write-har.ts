/** Writes HAR 1.2, as the proxy records. */
import type { Exchange, HeaderList } from "../exchange.js";

interface HarHeader {
  readonly name: string;
  readonly value: string;
}

/** One exchange as an entry. Times are not exact: nothing that is judged hangs on them. */
export function harEntry(
  { request, answer }: Exchange,
  origin: string,
  milliseconds: number,
  startedAt: string,
): object {
  const time = Math.round(milliseconds);
  return {
    startedDateTime: startedAt,
    time,
    request: {
      method: request.method,
      url: `${origin}${request.target}`,
      httpVersion: "HTTP/1.1",
      cookies: [],
      headers: headersOf(request.headers),
      queryString: [],
      headersSize: -1,
      bodySize: request.body?.length ?? -1,
      ...(request.body !== undefined &&
        request.body.length > 0 && {
          postData: { mimeType: typeOf(request.headers), text: new TextDecoder().decode(request.body) },
        }),
    },
    response: {
      status: answer?.status ?? 0,
      statusText: "",
      httpVersion: "HTTP/1.1",
      cookies: [],
      headers: headersOf(answer?.headers ?? []),
      content: {
        size: answer?.body?.length ?? -1,
        mimeType: typeOf(answer?.headers ?? []),
        ...(answer?.body !== undefined && { text: new TextDecoder().decode(answer.body) }),
      },
      redirectURL: "",
      headersSize: -1,
      bodySize: -1,
    },
    cache: {},
    timings: { send: 0, wait: time, receive: 0 },
  };
}

/** Before the entries, which are joined by commas, and after them. */
export const HAR_START = '{"log":{"version":"1.2","creator":{"name":"knockgen","version":"1"},"entries":[\n';
export const HAR_END = "\n]}}\n";

function headersOf(headers: HeaderList): HarHeader[] {
  return headers.map(([name, value]) => ({ name, value }));
}

function typeOf(headers: HeaderList): string {
  return headers.find(([name]) => name.toLowerCase() === "content-type")?.[1] ?? "";
}
