/** Answers of a fake server, honest or not. */
import type { ServerResponse } from "node:http";
import { canonicalJson, type JsonValue } from "@knockgen/auth";

/** An answer as a test describes it. */
export type Reply =
  | {
      readonly status?: number;
      readonly json: JsonValue;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | { readonly status?: number; readonly text: string; readonly headers?: Readonly<Record<string, string>> }
  /** Closes the connection without a word. */
  | { readonly drop: true }
  /** Never answers. */
  | { readonly never: true }
  /** Sends a body, and never ends it. */
  | { readonly status?: number; readonly stuck: string }
  /** Sends headers and then the body byte by byte, with a pause after each. */
  | { readonly trickle: string; readonly pauseMs: number }
  /** Sends bytes until the other side has had enough. */
  | { readonly flood: true }
  /** Promises more than it sends, then closes the connection. */
  | { readonly cut: string };

/** Sends it. */
export function sendReply(outgoing: ServerResponse, reply: Reply): void {
  const head = { "content-type": "application/json" };
  if ("drop" in reply) outgoing.destroy();
  else if ("never" in reply) return;
  else if ("stuck" in reply) outgoing.writeHead(reply.status ?? 200, head).write(reply.stuck);
  else if ("trickle" in reply) trickle(outgoing, reply.trickle, reply.pauseMs);
  else if ("flood" in reply) flood(outgoing);
  else if ("cut" in reply) {
    outgoing.writeHead(200, { ...head, "content-length": String(reply.cut.length + 100) });
    outgoing.write(reply.cut, () => outgoing.destroy());
  } else {
    outgoing.writeHead(reply.status ?? 200, { ...head, ...reply.headers });
    outgoing.end("text" in reply ? reply.text : canonicalJson(reply.json));
  }
}

function trickle(outgoing: ServerResponse, text: string, pauseMs: number): void {
  outgoing.writeHead(200, { "content-type": "application/json" });
  let at = 0;
  const timer = setInterval(() => {
    if (at < text.length) outgoing.write(text.charAt(at++));
    else outgoing.end();
  }, pauseMs);
  outgoing.on("close", () => clearInterval(timer));
}

function flood(outgoing: ServerResponse): void {
  outgoing.writeHead(200, { "content-type": "application/json" });
  const chunk = " ".repeat(64 * 1024);
  const more = (): void => {
    while (!outgoing.destroyed && outgoing.write(chunk));
  };
  outgoing.on("drain", more);
  outgoing.on("error", () => undefined);
  more();
}
