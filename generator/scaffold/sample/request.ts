/** A request that passes an operation's checks: only what is required, so that a reader sees what must be there. */
import type { Json } from "../../json.js";
import type { LinkedSpec } from "../../link/linked-spec.js";
import type { OperationDef, ParameterDef } from "../../model/model.js";
import type { SampleRequest } from "../scaffold-plan.js";
import { parameterSampleOf, sampleOf } from "./value.js";

export function sampleRequest({ parameters, requestBody }: OperationDef, linked: LinkedSpec): SampleRequest {
  const of = (place: ParameterDef["in"]): { [name: string]: Json } =>
    Object.fromEntries(
      parameters
        .filter((parameter) => parameter.in === place && parameter.required)
        .map(({ name, schema }) => [name, parameterText(name, parameterSampleOf(schema, linked))] as const),
    );
  const [path, query, headers] = [of("path"), of("query"), of("header")];
  const json = requestBody?.contents.find((content) => content.json);
  const bytes = json === undefined ? requestBody?.contents[0] : undefined;
  return {
    ...(Object.keys(path).length > 0 && { path }),
    ...(Object.keys(query).length > 0 && { query }),
    ...(Object.keys(headers).length > 0 && { headers }),
    ...(json !== undefined && { body: json.schema === undefined ? {} : sampleOf(json.schema, linked) }),
    ...(bytes !== undefined && { body: "text", mediaType: concrete(bytes.mediaType) }),
  };
}

/** Empty text would not be a segment of a path, and a parameter should say what it is. */
function parameterText(name: string, value: Json): Json {
  return value === "" || value === "text" ? name : value;
}

function concrete(mediaType: string): string {
  return mediaType.includes("*") ? "application/octet-stream" : mediaType;
}
