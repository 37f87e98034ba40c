/** Writes a body of which there are several media types, or that is a form. */
import type { EncodedBody, WriteHow } from "./form-field.js";
import { typeFor } from "./media-type.js";
import type { WriteBody } from "./operation.js";

/** The type that the caller names, or the first that says the value. */
export const writeBody: WriteBody = ({ bodies = {} }, { body, contentType }) => {
  if (body === undefined) return {};
  const entries = Object.entries(bodies);
  const fits = (wanted: string): [string, WriteHow] | undefined => {
    const found = typeFor(Object.keys(bodies), wanted);
    return entries.find(([mediaType]) => mediaType === found);
  };
  const named = contentType === undefined ? undefined : fits(contentType);
  if (contentType !== undefined && named === undefined)
    throw new TypeError(`the body cannot be of type ${contentType}`);
  const own = body instanceof Blob && body.type !== "" ? fits(body.type) : undefined;
  const chosen =
    named ??
    own ??
    ways(body)
      .map((way) => entries.find(([, how]) => way(how)))
      .find((each) => each);
  if (chosen === undefined)
    throw new TypeError(`the body must be of type ${Object.keys(bodies).join(" or ")}`);
  const [mediaType, how] = chosen;
  const type = mediaType.includes("*")
    ? (contentType ?? (body instanceof Blob && body.type !== "" ? body.type : usual(how)))
    : mediaType;
  return encode(how, body, type);
};

/** A range is nothing to send by. */
function usual(how: WriteHow): string {
  if (how === "json") return "application/json";
  return how === "text" ? "text/plain" : "application/octet-stream";
}

type Way = (how: WriteHow) => boolean;

/** How a value may be written, the best first. */
function ways(body: unknown): readonly Way[] {
  const bytes: Way = (how) => how === "bytes";
  const text: Way = (how) => how === "text";
  const json: Way = (how) => how === "json";
  const form: Way = (how) => typeof how === "object";
  if (body instanceof Uint8Array || body instanceof Blob) return [bytes];
  if (body instanceof FormData || body instanceof URLSearchParams) return [form];
  return typeof body === "string" ? [text, json] : [json, form];
}

function encode(how: WriteHow, body: unknown, contentType: string): EncodedBody {
  if (how === "json") return { body: JSON.stringify(body), contentType };
  if (body instanceof FormData) return { body };
  if (body instanceof URLSearchParams) return { body: String(body), contentType };
  if (typeof how === "object") {
    if (typeof body !== "object" || body === null) throw new TypeError("the body must be an object");
    return how.write(how.fields, body, contentType);
  }
  if (how === "text") {
    if (typeof body !== "string") throw new TypeError("the body must be a string");
    return { body, contentType };
  }
  if (body instanceof Blob) return { body, contentType };
  if (!(body instanceof Uint8Array)) throw new TypeError("the body must be a Uint8Array or a Blob");
  return { body: new Uint8Array(body), contentType };
}
