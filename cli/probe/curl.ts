/** A request as a line for a shell, without the token, and without the signature of a server. */
import type { ProbeRequest } from "./sender.js";

export function curlOf(url: string, { method, path, token, authorization, body }: ProbeRequest): string {
  return [
    "curl",
    ...(method === "GET" ? [] : ["-X", method]),
    ...(token === undefined ? [] : ["-H", '"Authorization: Bearer $TOKEN"']),
    ...(authorization === undefined ? [] : ["-H", '"Authorization: $X_MATRIX"']),
    ...(body === undefined ? [] : ["-H", "'Content-Type: application/json'", "-d", quoted(body)]),
    quoted(`${url.replace(/\/$/, "")}${path}`),
  ].join(" ");
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
