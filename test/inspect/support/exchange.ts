/** Exchanges for tests, written as short as they can be. */
import { release as tables } from "@knockgen/matrix/inspect/release";
import type { Exchange } from "../../../inspect/exchange.js";
import type { Finding } from "../../../inspect/finding.js";
import { judge } from "../../../inspect/judge/judge.js";
import { createRelease, type Release } from "../../../inspect/releases/release.js";

/** Matrix 1.19 as the package has it. */
export const latest: Release = createRelease(tables);

export interface Said {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly answerHeaders?: Readonly<Record<string, string>>;
}

const bytes = (value: unknown): Uint8Array =>
  value instanceof Uint8Array
    ? value
    : new TextEncoder().encode(
        value === undefined ? "" : typeof value === "string" ? value : JSON.stringify(value),
      );

/** `exchange("GET /_matrix/client/versions", 200, { versions: [] })`; a text is a body as it is. */
export function exchange(request: string, status: number, answer: unknown, said: Said = {}): Exchange {
  const [method = "", target = ""] = request.split(" ");
  const type = typeof answer === "string" ? "text/html" : "application/json";
  return {
    request: {
      method,
      target,
      headers: Object.entries({ "content-type": "application/json", ...said.headers }),
      body: bytes(said.body),
    },
    answer: {
      status,
      headers: Object.entries({ "content-type": type, ...said.answerHeaders }),
      body: bytes(answer),
    },
  };
}

/** `server error getDevices body/devices/{each}/display_name type`, with `{each}` written as `*`. */
export function line({ side, level, operation, place, pointer, keyword, event }: Finding): string {
  const name = operation.slice(operation.indexOf("/") + 1);
  return `${side} ${level} ${name} ${place}${pointer} ${keyword}${event === undefined ? "" : ` ${event}`}`;
}

export function linesOf(given: Exchange, releases: readonly Release[] = [latest]): string[] {
  return judge(given, releases).map(line).sort();
}
