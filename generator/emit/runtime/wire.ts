/** Answers as they leave: a status, headers, and bytes or text. */
import { describeIssues } from "./issues.js";
import type { MatrixHttpError } from "./matrix-http-error.js";
import { typeFor } from "./media-type.js";
import { howToRead, isJson, isText as isTextCheck } from "./read-parts.js";
import type { Contents, How, Route } from "./route.js";
import { forStatus } from "./status.js";
import { isIterable, type StreamHow } from "./stream.js";

export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | ReadableStream<Uint8Array>;
}

/** As `JSON.stringify`, which it may take its time for; or the same in UTF-8, also piece by piece while it is sent. */
export type WriteJson = (body: unknown) => Written | Promise<Written>;

type Written = string | Uint8Array | ReadableStream<Uint8Array> | undefined;

/** A handler's answer is not what its operation may answer: a mistake in the server. */
export class InvalidAnswer extends Error {
  override readonly name: string = "InvalidAnswer";
}

/** Statuses that HTTP lets no body follow. */
const BODILESS = new Set([204, 205, 304]);

/** Throws when the error cannot be sent, or is none of HTTP. */
export function wireError(error: MatrixHttpError): WireAnswer {
  const { status, errcode } = error;
  if (!Number.isInteger(status) || status < 400 || status > 599)
    throw new InvalidAnswer(`the error ${errcode} has the status ${String(status)}`);
  const headers = { ...lowerCase(error.headers), "content-type": "application/json" };
  return { status, headers, body: JSON.stringify(error) };
}

/**
 * Throws when the answer cannot be sent, and with `validate` also when the specification does not describe it. `onError` gets
 * what ends a stream before its time.
 */
export async function wireAnswer(
  route: Route,
  answer: unknown,
  validate: boolean,
  onError: (error: unknown) => void,
  writeJson: WriteJson = JSON.stringify,
): Promise<WireAnswer> {
  const read = readAnswer(route, answer);
  const { status, body, headers } = read;
  const contents = forStatus(route.responses, status);
  if (validate) validateAnswer(route, read, contents);
  if (body === undefined || BODILESS.has(status)) return { status, headers };
  const stream = findStream(contents, body, headers["content-type"]);
  if (stream !== undefined && isIterable(body)) {
    const [type, { stream: write, check }] = stream;
    const own = { "content-type": type, "cache-control": "no-store", ...headers };
    return { status, headers: own, body: write(body, { check: validate ? check : undefined, onError }) };
  }
  if (body instanceof Uint8Array) {
    const type = onlyType(contents, isBytes, "application/octet-stream");
    return { status, headers: { "content-type": type, ...headers }, body };
  }
  if (typeof body === "string" && Object.values(contents ?? {}).some(isText)) {
    const type = onlyType(contents, isText, "text/plain");
    const encoded = type.includes(";") ? type : `${type}; charset=utf-8`;
    return { status, headers: { "content-type": encoded, ...headers }, body };
  }
  if (isOnlyBytes(contents)) throw new InvalidAnswer(`${route.operationId} answered ${status} without bytes`);
  const text = await writeJson(body);
  if (text === undefined) throw new InvalidAnswer(`${route.operationId} answered with what JSON cannot say`);
  return {
    status,
    headers: { ...headers, "content-type": jsonType(contents, headers["content-type"]) },
    body: text,
  };
}

/** How to send items: an async iterable always is a stream, a list only where nothing else is declared or named. */
function findStream(
  contents: Contents = {},
  body: unknown,
  type?: string,
): readonly [string, StreamHow] | undefined {
  const entries = Object.entries(contents);
  if (typeof body === "string" || body instanceof Uint8Array || !isIterable(body)) return undefined;
  const streams = entries.flatMap(([mediaType, how]) =>
    isStreamHow(how) ? [[mediaType, how] as const] : [],
  );
  const wanted = type && typeFor(Object.keys(contents), type);
  const named = streams.find(([mediaType]) => mediaType === wanted);
  const isSure = Symbol.asyncIterator in body || streams.length === entries.length;
  return named ?? (isSure ? streams[0] : undefined);
}

function isStreamHow(how: How): how is StreamHow {
  return typeof how === "object" && "stream" in how;
}

function isText(how: How): boolean {
  return how === "text" || isTextCheck(how);
}

function isBytes(how: How): boolean {
  return how === "bytes";
}

/** The type that is declared for a way to write; of several, and of a range, only the handler knows which. */
function onlyType(contents: Contents | undefined, isWay: (how: How) => boolean, usual: string): string {
  const [only = usual, other] = typesOf(contents, isWay);
  return other !== undefined || only.includes("*") ? usual : only;
}

function typesOf(contents: Contents = {}, isWay: (how: How) => boolean): string[] {
  return Object.entries(contents).flatMap(([type, how]) => (isWay(how) ? [type] : []));
}

/** JSON by the name that the operation has for it; of a range, only the handler knows which. */
function jsonType(contents: Contents | undefined, chosen = ""): string {
  const usual = "application/json";
  const types = typesOf(contents, isJson);
  const named = chosen && typeFor(types, chosen);
  if (named) return named.includes("*") ? chosen : named;
  const exact = types.filter((type) => !type.includes("*"));
  return exact.includes(usual) ? usual : (exact[0] ?? usual);
}

function isOnlyBytes(contents: Contents = {}): boolean {
  const ways = Object.values(contents);
  return ways.length > 0 && ways.every(isBytes);
}

interface Read {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Record<string, string>;
}

function readAnswer(route: Route, answer: unknown): Read {
  if (typeof answer !== "object" || answer === null || !("status" in answer))
    throw new InvalidAnswer(`${route.operationId} did not answer with a status`);
  const { status } = answer;
  if (typeof status !== "number" || !Number.isInteger(status) || status < 200 || status > 599)
    throw new InvalidAnswer(`${route.operationId} answered with the status ${String(status)}`);
  const headers = "headers" in answer && typeof answer.headers === "object" ? (answer.headers ?? {}) : {};
  return { status, body: "body" in answer ? answer.body : undefined, headers: lowerCase(headers) };
}

/** Characters that could end a header and begin another are refused, whatever their source. */
function lowerCase(headers: object): Record<string, string> {
  const entries = Object.entries(headers).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    entries.map(([name, value]) => {
      const text = String(value);
      if (!/^[!#$%&'*+.^_`|~\w-]+$/.test(name) || !/^[\t\x20-\x7e\x80-\xff]*$/.test(text))
        throw new InvalidAnswer(`the header ${JSON.stringify(name)} cannot be sent`);
      return [name.toLowerCase(), text];
    }),
  );
}

function validateAnswer(route: Route, { status, body, headers }: Read, contents: Contents | undefined): void {
  const type = headers["content-type"];
  const answered = `${route.operationId} answered ${status}`;
  if (findStream(contents, body, type) !== undefined) return;
  if (contents === undefined)
    throw new InvalidAnswer(`${answered}, which the specification does not mention`);
  const how = howToAnswer(contents, body, type);
  const misfit = misfitOf(how, body);
  if (misfit !== undefined) throw new InvalidAnswer(`${answered} ${misfit}`);
  if (typeof how === "string" || isStreamHow(how)) return;
  // Members that are undefined are not sent, so they count as missing.
  const check = typeof how === "function" ? how : isTextCheck(how) ? how.text : how.check;
  if (check === undefined) return;
  const result = check(body === undefined ? undefined : JSON.parse(JSON.stringify(body)));
  if (!result.ok)
    throw new InvalidAnswer(`${answered} with an invalid body: ${describeIssues(result.issues)}`);
}

/** How the form of a body departs from what is sent; its content is another matter. */
function misfitOf(how: How | "nothing", body: unknown): string | undefined {
  if (how === "nothing") return body === undefined ? undefined : "with a body, but it has none";
  if (how === "bytes") return body instanceof Uint8Array ? undefined : "without bytes";
  if (how === "json") return body === undefined ? "without a body" : undefined;
  return isStreamHow(how) ? "without items" : undefined;
}

/** By the form of the body, since handlers need not say of which type it is. */
function howToAnswer(contents: Contents, body: unknown, type?: string): How | "nothing" {
  const ways = Object.values(contents);
  if (ways.length === 0) return "nothing";
  const text = typeof body === "string" ? ways.find(isText) : undefined;
  const bytes = body instanceof Uint8Array ? ways.find((how) => how === "bytes") : undefined;
  return text ?? bytes ?? howToRead(contents, type);
}
