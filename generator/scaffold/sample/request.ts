/** A request that passes an operation's checks: only what is required, so that a reader sees what must be there. */
import type { Json } from "../../json.js";
import type { LinkedSpec } from "../../link/linked-spec.js";
import { isJsonMediaType } from "../../media-type.js";
import type { ContentDef, OperationDef, ParameterDef } from "../../model/model.js";
import type { SampleRequest } from "../scaffold-plan.js";
import { parameterSampleOf, sampleOf } from "./value.js";

export function sampleRequest({ parameters, requestBody }: OperationDef, linked: LinkedSpec): SampleRequest {
  const of = (place: ParameterDef["in"]): { [name: string]: Json } =>
    Object.fromEntries(
      parameters
        .filter((parameter) => parameter.in === place && parameter.required)
        .map(({ name, schema }) => [
          place === "header" ? name.toLowerCase() : name,
          parameterText(name, parameterSampleOf(schema, linked)),
        ]),
    );
  const [path, query, headers, cookies] = [of("path"), of("query"), of("header"), of("cookie")];
  const content = requestBody?.contents.find(({ json }) => json) ?? requestBody?.contents[0];
  return {
    ...(Object.keys(path).length > 0 && { path }),
    ...(Object.keys(query).length > 0 && { query }),
    ...(Object.keys(headers).length > 0 && { headers }),
    ...(Object.keys(cookies).length > 0 && { cookies }),
    ...(content !== undefined && sampleBody(content, linked)),
  };
}

function sampleBody(content: ContentDef, linked: LinkedSpec): Pick<SampleRequest, "body" | "mediaType"> {
  const { kind, schema } = content;
  const mediaType = concrete(content.mediaType);
  const value = schema === undefined ? undefined : sampleOf(schema, linked);
  if (kind === "json") return { body: value ?? {}, ...(mediaType !== "application/json" && { mediaType }) };
  if (kind === "form" || kind === "multipart") return { body: value ?? {}, mediaType };
  if (kind === "lines") return { body: `${JSON.stringify(value ?? {})}\n`, mediaType };
  if (kind === "sequence") return { body: `\u001e${JSON.stringify(value ?? {})}\n`, mediaType };
  return { body: kind === "text" ? (value ?? "text") : "text", mediaType };
}

/** Empty text would not be a segment of a path, and a parameter should say what it is. */
function parameterText(name: string, value: Json): Json {
  return value === "" || value === "text" ? name : value;
}

function concrete(mediaType: string): string {
  if (!mediaType.includes("*")) return mediaType;
  return isJsonMediaType(mediaType) ? "application/json" : "application/octet-stream";
}
