/** Facts about one operation beside its route: events in its bodies, headers of its answers, names of its types. */
import type { ContentDef, OperationDef, ResponseDef } from "../../model/model.js";
import type { NamedType } from "../../name/names.js";
import type { EmitInput } from "../emitted-file.js";
import { type BodyContext, eventPlaces } from "./event-places.js";
import type { EventReach } from "./event-reach.js";
import { nameOf, text } from "./places.js";
import { type Printable, record } from "./print-value.js";

export function inspectionOf(operation: OperationDef, input: EmitInput, reach: EventReach): Printable {
  const names = input.names.operation(operation);
  const parameters = Object.entries({ path: names.path, query: names.query, header: names.headers }).flatMap(
    ([place, type]): [string, Printable][] => (type === undefined ? [] : [[place, nameOf(type)]]),
  );
  const body = operation.requestBody;
  const context = { operation, linked: input.linked, reach };
  return {
    at: text(operation.origin),
    since: operation.since,
    parameters: parameters.length === 0 ? undefined : record(parameters),
    body: body && bodyOf("request", body.contents, names.requestBody, context),
    answers: record(
      operation.responses.map((response) => [
        response.status,
        {
          ...bodyOf("answer", response.contents, names.responses.get(response.status), context),
          headers: headersOf(response),
        },
      ]),
    ),
  };
}

function bodyOf(
  side: "request" | "answer",
  contents: readonly ContentDef[],
  named: NamedType | undefined,
  context: BodyContext,
): { readonly [name: string]: Printable | undefined } {
  const events = contents.flatMap(({ schema }) => eventPlaces(schema, side, context));
  return {
    type: named && nameOf(named),
    events: events.length === 0 ? undefined : events.map((event) => ({ ...event })),
  };
}

function headersOf({ headers }: ResponseDef): Printable | undefined {
  if (headers.length === 0) return undefined;
  return headers.map(({ name, required }) => ({
    name: name.toLowerCase(),
    required: required ? true : undefined,
  }));
}
