/** Emits the types: one module per API, one for the events, and one for what all of them share. */
import { readFileSync } from "node:fs";
import { FORGETFUL, type Memo } from "../../cache/memo.js";
import { groupBy } from "../../group-by.js";
import { eventTypedOf } from "../code/event-typed.js";
import type { EmitInput, EmittedFile } from "../emitted-file.js";
import { emitEventMaps } from "./event-maps.js";
import { TypeModule } from "./module.js";
import { emitIdentifiers } from "./print-identifiers.js";
import { Reach } from "./reach.js";

export function emitTypes(input: EmitInput, memo: Memo = FORGETFUL): EmittedFile[] {
  const { model, names } = input;
  const reach = new Reach((id) => names.bySchema.get(id)?.schema);
  const contents = new Map(
    model.events.map((event) => {
      const { event: type, content } = names.event(event);
      return [type, new Map(content === undefined ? [] : [["content", content] as const])] as const;
    }),
  );
  const modules = groupBy(names.types, (type) => [type.module, type]);
  const apis = new Map(model.apis.map((api) => [api.module, api]));
  for (const module of apis.keys()) if (!modules.has(module)) modules.set(module, []);
  const files = [...modules].map(([name, types]) => {
    const module = new TypeModule(name, types, names, reach, memo);
    const declared = types.map((type) => module.declare(type, contents.get(type)));
    const api = apis.get(name);
    const operations = [...(api?.operations ?? []), ...(api?.webhooks ?? [])];
    const maps = name === "events" ? emitEventMaps(model, names) : [];
    return module.file([
      ...declared,
      ...operations.map((operation) => module.operation(operation, eventTypedOf(operation, model))),
      ...maps,
    ]);
  });
  const matrix = { path: "matrix.ts", text: readFileSync(new URL("../matrix.ts", import.meta.url), "utf8") };
  return [...files, matrix, ...emitIdentifiers()];
}
