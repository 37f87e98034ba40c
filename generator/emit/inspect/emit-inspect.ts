/** Emits what judging traffic needs beside the routes: events in bodies, headers of answers, contents by type, places of schemas. */
import { groupBy } from "../../group-by.js";
import { compare, type Json } from "../../json.js";
import type { ApiDef, ContentDef, EventDef, OperationDef, ResponseDef } from "../../model/model.js";
import type { NamedType } from "../../name/names.js";
import { memberName } from "../code/member-name.js";
import { RELEASE_SITE } from "../code/release-links.js";
import { ValidatorImports } from "../code/validator-imports.js";
import { BANNER, type EmitInput, type EmittedFile } from "../emitted-file.js";
import { type BodyContext, eventPlaces } from "./event-places.js";
import { EventReach } from "./event-reach.js";
import { placeOf, text } from "./places.js";
import { code, type Printable, printValue } from "./print-value.js";
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
  return [
    ...parts.flatMap((part) => [
      { path: `inspect/${part.module}.js`, text: printModule(part, input, reach) },
      { path: `inspect/${part.module}.d.ts`, text: declarations(part) },
    ]),
    ...printRelease(parts),
  ];
}

/** A module with all that is emitted of it. */
interface Part {
  readonly module: string;
  readonly api: ApiDef | undefined;
  readonly types: readonly NamedType[];
  readonly units: ReadonlyMap<string, NamedType>;
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

function printModule({ module, api, types, units }: Part, input: EmitInput, reach: EventReach): string {
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

function inspectionOf(operation: OperationDef, input: EmitInput, reach: EventReach): Printable {
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

function printRelease(parts: readonly Part[]): EmittedFile[] {
  const modules = parts.map(({ module }) => module);
  const apis = parts.filter(({ api }) => api !== undefined).map(({ module }) => module);
  const imports = parts.flatMap(({ module, api, units }) => {
    const names = [
      ...(module === "events" ? ["contents"] : []),
      ...(api === undefined ? [] : [`inspections as ${local(module)}_inspections`]),
      `places as ${local(module)}_places`,
      ...(units.size > 0 ? [`units as ${local(module)}_units`] : []),
    ];
    return [
      `import { ${names.join(", ")} } from ${JSON.stringify(`./${module}.js`)};`,
      ...(api !== undefined
        ? [`import { routes as ${local(module)}_routes } from ${JSON.stringify(`../routes/${module}.js`)};`]
        : []),
    ];
  });
  const each = (of: readonly string[], what: string): Printable =>
    record(of.map((module) => [module, code(`${local(module)}_${what}`)]));
  const units = parts.filter((part) => part.units.size > 0).map(({ module }) => `...${local(module)}_units`);
  const value: Printable = {
    site: RELEASE_SITE,
    routes: code(`[\n${apis.map((api) => `    ...${local(api)}_routes,\n`).join("")}  ]`),
    inspections: each(apis, "inspections"),
    contents: code("contents"),
    units: units.length === 0 ? undefined : code(`{ ${units.join(", ")} }`),
    places: each(modules, "places"),
  };
  return [
    {
      path: "inspect/release.js",
      text: `${BANNER}\n\n${imports.join("\n")}\n\nexport const release = ${printValue(value)};\n`,
    },
    {
      path: "inspect/release.d.ts",
      text: `${BANNER}\n\nimport type { ReleaseTables } from "../runtime/inspection.js";\n\n/** All that traffic is judged by. */\nexport declare const release: ReleaseTables;\n`,
    },
  ];
}

/** Prefix of names that a module brings; two modules never share one. */
function local(module: string): string {
  return `$${module.replace(/[^a-zA-Z0-9]/g, (odd) => (odd === "-" ? "_" : `$${odd.charCodeAt(0)}`))}`;
}

function nameOf({ module, name }: NamedType): string {
  return `${module}/${name}`;
}

/** An object whose members may have any name. */
function record(entries: readonly (readonly [string, Printable])[]): { readonly [name: string]: Printable } {
  return Object.fromEntries(entries);
}
