/** Answers of the proxy's own. */
import type { ServerResponse } from "node:http";

/** An error in the standard form. */
export function refuse(outgoing: ServerResponse, status: number, errcode: string, error: string): void {
  const body = JSON.stringify({ errcode, error });
  outgoing.writeHead(status, {
    "Content-Type": "application/json",
    "Content-Length": Buffer.byteLength(body),
    "Knockgen-Proxy": "refused",
    Connection: "close",
  });
  outgoing.end(body);
}
