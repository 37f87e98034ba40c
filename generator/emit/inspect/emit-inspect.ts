/** Emits what judging traffic needs beside the routes: events in bodies, headers of answers, contents by type, places of schemas. */
import { compare, type Json } from "../../json.js";
import type { ApiDef, ContentDef, EventDef, OperationDef, ResponseDef } from "../../model/types.js";
import type { NamedType } from "../../name/types.js";
import { memberName } from "../code/member-name.js";
import { RELEASE_SITE } from "../code/release-links.js";
import { ValidatorImports } from "../code/validator-imports.js";
import { BANNER, type EmitInput, type EmittedFile } from "../emitted-file.js";
import { eventPlaces } from "./event-places.js";
import { EventReach } from "./event-reach.js";
import { placeOf, text } from "./places.js";
import { code, type Printable, printValue } from "./print-value.js";

export function emitInspect(input: EmitInput): EmittedFile[] {
  const modules = [...new Set(["events", ...input.names.types.map(({ module }) => module)])].sort(compare);
  const reach = new EventReach(input.linked, bodiesOf(input));
  const apis = new Map(input.model.apis.map((api) => [api.module, api]));
  return [
    ...modules.flatMap((module) => {
      const api = apis.get(module);
      return [
        { path: `inspect/${module}.js`, text: printModule(module, api, input, reach) },
        { path: `inspect/${module}.d.ts`, text: declarations(module, api !== undefined) },
      ];
    }),
    ...printRelease(modules, [...apis.keys()]),
  ];
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

function printModule(module: string, api: ApiDef | undefined, input: EmitInput, reach: EventReach): string {
  const validators = new ValidatorImports();
  const places = input.names.types
    .filter((type) => type.module === module)
    .map((type): [string, Printable] => [type.name, placeOf(type, input)]);
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
  const imports = validators.print("events");
  return [BANNER, ...(imports === "" ? [] : [imports]), ...parts].join("\n\n").replace(/\n{3,}/g, "\n\n");
}

function declarations(module: string, hasOperations: boolean): string {
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
  ];
  const types = [
    ...(module === "events" ? ["ContentInspection"] : []),
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
  return {
    at: text(operation.origin),
    since: operation.since,
    parameters: parameters.length === 0 ? undefined : record(parameters),
    body: body && bodyOf("request", body.contents, names.requestBody, operation, input, reach),
    answers: record(
      operation.responses.map((response) => [
        response.status,
        {
          ...bodyOf(
            "answer",
            response.contents,
            names.responses.get(response.status),
            operation,
            input,
            reach,
          ),
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
  operation: OperationDef,
  input: EmitInput,
  reach: EventReach,
): { readonly [name: string]: Printable | undefined } {
  const events = contents.flatMap(({ schema }) => eventPlaces(schema, operation, side, input.linked, reach));
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
  const byType = new Map<string, EventDef[]>();
  for (const event of model.events) {
    if (event.kinds.length === 0) continue;
    const known = byType.get(event.type);
    if (known === undefined) byType.set(event.type, [event]);
    else known.push(event);
  }
  const inspect = (event: EventDef): { readonly [name: string]: Printable } => {
    const type = names.event(event).content;
    return type === undefined ? {} : { check: code(validators.check(type)), type: nameOf(type) };
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

function printRelease(modules: readonly string[], apis: readonly string[]): EmittedFile[] {
  const imports = modules.flatMap((module) => {
    const isApi = apis.includes(module);
    const parts = [
      ...(module === "events" ? ["contents"] : []),
      ...(isApi ? [`inspections as ${local(module)}_inspections`] : []),
      `places as ${local(module)}_places`,
    ];
    return [
      `import { ${parts.join(", ")} } from ${JSON.stringify(`./${module}.js`)};`,
      ...(isApi
        ? [`import { routes as ${local(module)}_routes } from ${JSON.stringify(`../routes/${module}.js`)};`]
        : []),
    ];
  });
  const each = (of: readonly string[], what: string): Printable =>
    record(of.map((module) => [module, code(`${local(module)}_${what}`)]));
  const value: Printable = {
    site: RELEASE_SITE,
    routes: code(`[\n${apis.map((api) => `    ...${local(api)}_routes,\n`).join("")}  ]`),
    inspections: each(apis, "inspections"),
    contents: code("contents"),
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
