/** A request that passes an operation's checks: what the specification shows, else what is required, so that a reader sees what must be there. */
import { isArray, type Json } from "../../json.js";
import type { LinkedSpec } from "../../link/linked-spec.js";
import { contentPlace } from "../../load/examples.js";
import { concreteType } from "../../model/media-range.js";
import type { BodyDef, ContentDef, OperationDef, ParameterDef } from "../../model/model.js";
import type { Judge } from "../../values/judge.js";
import type { SampleRequest } from "../scaffold-plan.js";
import type { Shown } from "./example.js";
import { formSampleOf, parameterSampleOf, sampleOf } from "./value.js";

export function sampleRequest(
  { parameters, requestBody }: OperationDef,
  linked: LinkedSpec,
  shown: Shown = () => undefined,
): SampleRequest {
  const of = (place: ParameterDef["in"]): { [name: string]: Json } =>
    Object.fromEntries(
      parameters
        .filter((parameter) => parameter.in === place && parameter.required)
        .map((parameter) => [
          place === "header" ? parameter.name.toLowerCase() : parameter.name,
          sampleParameter(parameter, linked, shown),
        ]),
    );
  const [path, query, headers, cookies] = [of("path"), of("query"), of("header"), of("cookie")];
  const content = requestBody && contentOf(requestBody);
  return {
    ...(Object.keys(path).length > 0 && { path }),
    ...(Object.keys(query).length > 0 && { query }),
    ...(Object.keys(headers).length > 0 && { headers }),
    ...(Object.keys(cookies).length > 0 && { cookies }),
    ...(requestBody && content && sampleBody(content, linked, exampleOf(requestBody, content, shown))),
  };
}

function contentOf({ contents }: BodyDef): ContentDef | undefined {
  return contents.find(({ json }) => json) ?? contents[0];
}

/** Whether the checks of an operation refuse the JSON that was sampled for its body. */
export function isRefused({ requestBody }: OperationDef, { body }: SampleRequest, judge: Judge): boolean {
  const { kind, schema } = (requestBody && contentOf(requestBody)) ?? {};
  if (kind !== "json" || schema === undefined || body === undefined) return false;
  return !judge.lets(schema, body);
}

function sampleParameter(
  { in: place, name, schema, origin }: ParameterDef,
  linked: LinkedSpec,
  shown: Shown,
): Json {
  // Not every text that a description shows can be in a header.
  const example = place === "path" || place === "query" ? shown(origin, schema) : undefined;
  if (example !== undefined && !isLost(example)) return example;
  return parameterSampleOf(schema, linked, name);
}

/** Nothing of it, or nothing that a URL keeps, would be in the path or the query. */
function isLost(value: Json): boolean {
  return isArray(value) ? value.length === 0 : /^\.{0,2}$/.test(String(value));
}

function exampleOf(
  { origin }: BodyDef,
  { mediaType, kind, schema }: ContentDef,
  shown: Shown,
): Json | undefined {
  return kind !== "json" || schema === undefined ? undefined : shown(contentPlace(origin, mediaType), schema);
}

function sampleBody(
  content: ContentDef,
  linked: LinkedSpec,
  example: Json | undefined,
): Pick<SampleRequest, "body" | "mediaType"> {
  const { kind, schema } = content;
  const mediaType = concreteType(content);
  const isForm = kind === "form" || kind === "multipart";
  const sample = isForm ? formSampleOf : sampleOf;
  const value = example ?? (schema === undefined ? undefined : sample(schema, linked));
  if (kind === "json") return { body: value ?? {}, ...(mediaType !== "application/json" && { mediaType }) };
  if (isForm) return { body: value ?? {}, mediaType };
  if (kind === "lines") return { body: `${JSON.stringify(value ?? {})}\n`, mediaType };
  if (kind === "sequence") return { body: `\u001e${JSON.stringify(value ?? {})}\n`, mediaType };
  return { body: kind === "text" ? (value ?? "text") : "text", mediaType };
}
