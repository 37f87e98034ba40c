/** Emits what judging traffic needs beside the routes: events in bodies, headers of answers, contents by type, places of schemas. */
import { groupBy } from "../../group-by.js";
import { compare, type Json } from "../../json.js";
import type { EmitInput, EmittedFile } from "../emitted-file.js";
import { EventReach } from "./event-reach.js";
import { type Part, printModule } from "./module.js";
import { printRelease } from "./release-module.js";
import { unitKinds, unitsOf } from "./units.js";

export function emitInspect(input: EmitInput): EmittedFile[] {
  const byModule = groupBy(input.names.types, (type) => [type.module, type]);
  const modules = [...new Set(["events", ...byModule.keys()])].sort(compare);
  const reach = new EventReach(input.linked, bodiesOf(input));
  const kindOf = unitKinds(input.linked);
  const apis = new Map(input.model.apis.map((api) => [api.module, api]));
  const parts = modules.map((module): Part => {
    const types = byModule.get(module) ?? [];
    return { module, api: apis.get(module), types, units: unitsOf(types, kindOf) };
  });
  return [...parts.flatMap((part) => printModule(part, input, reach)), ...printRelease(parts)];
}

/** Schemas of all bodies that are sent or answered. */
function bodiesOf({ model }: EmitInput): Json[] {
  const contents = model.apis.flatMap(({ operations }) =>
    operations.flatMap(({ requestBody, responses }) => [
      ...(requestBody?.contents ?? []),
      ...responses.flatMap((response) => response.contents),
    ]),
  );
  return contents.flatMap(({ schema }) => (schema === undefined ? [] : [schema]));
}
