/** Streams of Node, known by their shape, so that nothing has to be installed for the rest to compile. */
import { Collector } from "./limited-body.js";

export interface StreamLike {
  readonly destroyed: boolean;
  on(event: "data", listener: (chunk: Uint8Array) => void): unknown;
  on(event: "end" | "close", listener: () => void): unknown;
  on(event: "error", listener: (error: Error) => void): unknown;
  removeAllListeners(event: "data"): unknown;
  pause(): unknown;
}

/** The part of an answer that tells when it is over. */
export interface ResponseEnd {
  readonly writableFinished: boolean;
  on(event: "close", listener: () => void): unknown;
}

/** Node keeps only the first of several Authorization headers; a signed request may have more. */
export function headerOf(rawHeaders: readonly string[], name: string): string | undefined {
  const values = rawHeaders.filter(
    (_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name,
  );
  return values.length === 0 ? undefined : values.join(", ");
}

/** Aborted when the client hangs up before it has its answer. */
export function abortSignal(response: ResponseEnd): AbortSignal {
  const controller = new AbortController();
  response.on("close", () => {
    if (!response.writableFinished) controller.abort();
  });
  return controller.signal;
}

function isStream(body: unknown): body is StreamLike {
  return typeof body === "object" && body !== null && "on" in body && "pause" in body;
}

/** All of a body that keeps to the limit; undefined of a larger one. */
export async function readStream(
  body: unknown,
  limit: number,
  contentLength: string | undefined,
): Promise<Uint8Array | undefined> {
  if (!isStream(body)) return new Uint8Array();
  if (Number(contentLength) > limit) return undefined;
  const collected = new Collector(limit);
  return new Promise((resolve, reject) => {
    const gone = (): void => reject(new Error("the connection was closed"));
    if (body.destroyed) gone();
    // Stopping a Node stream in a loop would destroy it, and with it the connection that the answer needs.
    body.on("data", (chunk) => {
      if (collected.add(chunk)) return;
      body.removeAllListeners("data");
      body.pause();
      resolve(undefined);
    });
    body.on("end", () => resolve(collected.bytes()));
    body.on("close", gone);
    body.on("error", reject);
  });
}
