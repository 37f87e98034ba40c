/** Prints what one module has for judging traffic. */
import { groupBy } from "../../group-by.js";
import type { ApiDef, EventDef } from "../../model/model.js";
import type { NamedType } from "../../name/names.js";
import { memberName } from "../code/member-name.js";
import { ValidatorImports } from "../code/validator-imports.js";
import { BANNER, type EmitInput, type EmittedFile } from "../emitted-file.js";
import type { EventReach } from "./event-reach.js";
import { inspectionOf } from "./operation-inspection.js";
import { nameOf, placeOf } from "./places.js";
import { code, type Printable, printValue, record } from "./print-value.js";

/** A module with all that is emitted of it. */
export interface Part {
  readonly module: string;
  readonly api: ApiDef | undefined;
  readonly types: readonly NamedType[];
  readonly units: ReadonlyMap<string, NamedType>;
}

export function printModule(part: Part, input: EmitInput, reach: EventReach): EmittedFile[] {
  return [
    { path: `inspect/${part.module}.js`, text: printTables(part, input, reach) },
    { path: `inspect/${part.module}.d.ts`, text: declarations(part) },
  ];
}

function printTables({ module, api, types, units }: Part, input: EmitInput, reach: EventReach): string {
  const validators = new ValidatorImports();
  const places = types.map((type): [string, Printable] => [type.name, placeOf(type, input)]);
  const parts = [`export const places = ${printValue(record(places))};\n`];
  if (api !== undefined)
    parts.push(
      `export const inspections = ${printValue(
        record(
          api.operations.map((operation) => [
            memberName(input.names.operation(operation).base),
            inspectionOf(operation, input, reach),
          ]),
        ),
      )};\n`,
    );
  if (module === "events")
    parts.push(`export const contents = ${printValue(contentsOf(input, validators))};\n`);
  if (units.size > 0)
    parts.push(
      `export const units = ${printValue(
        record([...units].map(([kind, type]) => [kind, inspected(type, validators)])),
      )};\n`,
    );
  const imports = validators.print(module);
  return [BANNER, ...(imports === "" ? [] : [imports]), ...parts].join("\n\n").replace(/\n{3,}/g, "\n\n");
}

function declarations({ module, api, units }: Part): string {
  const hasOperations = api !== undefined;
  const lines = [
    `/** Where the properties of each type stand in the specification. */\nexport declare const places: { readonly [name: string]: Place };`,
    ...(hasOperations
      ? [
          `/** Facts about each operation beside its route, by its name. */\nexport declare const inspections: { readonly [name: string]: Inspection };`,
        ]
      : []),
    ...(module === "events"
      ? [
          `/** Checks of contents by event type. */\nexport declare const contents: { readonly [type: string]: ContentInspection };`,
        ]
      : []),
    ...(units.size > 0
      ? [
          `/** Checks of ephemeral units by their type. */\nexport declare const units: { readonly [type: string]: ContentInspection };`,
        ]
      : []),
  ];
  const types = [
    ...(module === "events" || units.size > 0 ? ["ContentInspection"] : []),
    ...(hasOperations ? ["Inspection"] : []),
    "Place",
  ];
  return `${BANNER}\n\nimport type { ${types.join(", ")} } from "../runtime/inspection.js";\n\n${lines.join("\n\n")}\n`;
}

function contentsOf({ model, names }: EmitInput, validators: ValidatorImports): Printable {
  const sent = model.events.filter(({ kinds }) => kinds.length > 0);
  const byType = groupBy(sent, (event) => [event.type, event]);
  const inspect = (event: EventDef): { readonly [name: string]: Printable } => {
    const type = names.event(event).content;
    return type === undefined ? {} : inspected(type, validators);
  };
  return record(
    [...byType].map(([type, events]) => {
      const plain = events.find(({ subType }) => subType === undefined);
      const forms = events.flatMap((event): [string, Printable][] =>
        event.subType === undefined || event.discriminator === undefined
          ? []
          : [[event.subType, inspect(event)]],
      );
      const by = events.find(({ discriminator }) => discriminator !== undefined)?.discriminator;
      return [
        type,
        { ...(plain && inspect(plain)), ...(forms.length > 0 && { by, forms: record(forms) }) },
      ] as const;
    }),
  );
}

function inspected(type: NamedType, validators: ValidatorImports): { readonly [name: string]: Printable } {
  return { check: code(validators.check(type)), type: nameOf(type) };
}
