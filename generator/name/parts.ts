/** The named types that one operation or one event consists of. */
import { fromEntries, getString, isObject } from "../json.js";
import type { Schema } from "../link/linked-spec.js";
import type {
  BodyDef,
  ContentDef,
  EventDef,
  OperationDef,
  ParameterDef,
  ResponseDef,
} from "../model/model.js";
import { contentSuffixes } from "./contents.js";
import type { EventNames, NamedType, OperationNames } from "./names.js";

export function nameOperation(operation: OperationDef, base: string): OperationNames {
  const module = operation.api;
  const part = (
    place: ParameterDef["in"],
    role: "path" | "query" | "headers" | "cookies",
    suffix: string,
  ): NamedType | undefined => {
    const parameters = operation.parameters.filter((parameter) => parameter.in === place);
    if (parameters.length === 0) return undefined;
    return {
      module,
      name: base + suffix,
      role,
      schema: parametersSchema(parameters),
      deprecated: false,
      origin: operation.origin,
    };
  };
  const path = part("path", "path", "Path");
  const query = part("query", "query", "Query");
  const headers = part("header", "headers", "Headers");
  const cookies = part("cookie", "cookies", "Cookies");
  const suffixes = contentSuffixes(operation);
  const bySuffix = new Map<string, NamedType>();
  const typesOf = (
    body: BodyDef | ResponseDef,
    role: "requestBody" | "response",
  ): [ContentDef, NamedType][] =>
    body.contents.flatMap((content): [ContentDef, NamedType][] => {
      const suffix = suffixes.get(content);
      if (suffix === undefined || content.schema === undefined) return [];
      const type = bySuffix.get(suffix) ?? {
        ...body,
        module,
        name: base + suffix,
        role,
        schema: content.schema,
      };
      bySuffix.set(suffix, type);
      return [[content, type]];
    });
  const bodies = operation.requestBody === undefined ? [] : typesOf(operation.requestBody, "requestBody");
  const [[, requestBody] = []] = bodies;
  const answers = operation.responses.map((response) => [response, typesOf(response, "response")] as const);
  const responses = answers.flatMap(([{ status }, types]): [string, NamedType][] =>
    types.slice(0, 1).map(([, type]) => [status, type]),
  );
  return {
    base,
    ...(path && { path }),
    ...(query && { query }),
    ...(headers && { headers }),
    ...(cookies && { cookies }),
    ...(requestBody && { requestBody }),
    responses: new Map(responses),
    contents: new Map([...bodies, ...answers.flatMap(([, types]) => types)]),
  };
}

/** All parameters of one place as one object; header names in lower case, as HTTP compares them. */
function parametersSchema(parameters: readonly ParameterDef[]): Schema {
  const nameOf = (parameter: ParameterDef): string =>
    parameter.in === "header" ? parameter.name.toLowerCase() : parameter.name;
  const properties = parameters.map((parameter) => {
    const schema = isObject(parameter.schema) ? parameter.schema : {};
    const described = {
      ...schema,
      ...(parameter.description !== undefined && { description: parameter.description }),
      ...(parameter.deprecated && { deprecated: true }),
      ...(parameter.since !== undefined && { "x-addedInMatrixVersion": parameter.since }),
    };
    return [nameOf(parameter), described] as const;
  });
  const required = parameters.filter((parameter) => parameter.required).map(nameOf);
  return { type: "object", properties: fromEntries(properties), ...(required.length > 0 && { required }) };
}

export function nameEvent(event: EventDef, base: string): EventNames {
  const named = { ...event, module: "events" } as const;
  const { description, since, deprecated, origin } = event;
  // A content's own description; most have none, and the event's description is used.
  const said = getString(event.content, "description") ?? description;
  const content: NamedType | undefined =
    event.content === undefined
      ? undefined
      : {
          module: "events",
          name: `${base}Content`,
          role: "content",
          schema: event.content,
          deprecated,
          origin: event.contentOrigin ?? origin,
          ...(since !== undefined && { since }),
          ...(said !== undefined && { description: said }),
        };
  const type: NamedType = {
    module: named.module,
    name: `${base}Event`,
    role: "event",
    schema: event.schema,
    id: event.id,
    deprecated,
    origin,
    ...(since !== undefined && { since }),
    ...(description !== undefined && { description }),
  };
  return { event: type, ...(content && { content }) };
}
