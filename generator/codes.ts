/** Every diagnostic code: how bad it is, and what the reader can do about it. An error means that nothing is written. */

interface CodeDefinition {
  readonly severity: "error" | "warning";
  readonly help?: string;
  /** The call names something that does not exist: the exit code is 2. */
  readonly wrongCall?: true;
}

const codes = {
  "config/missing": { severity: "error", wrongCall: true, help: "name a file that exists with --config" },
  "config/several": { severity: "error", help: "remove all but one, or name one with --config" },
  "config/invalid": { severity: "error", help: "config.schema.json of knockgen says what there is to set" },
  "config/failed": { severity: "error", help: "the configuration is a program; let it run to its end" },
  "config/included-twice": { severity: "error", help: "give the file another path under include" },
  "config/unused-waiver": { severity: "error", help: "remove the waiver: what it was for is gone" },
  "load/folder-missing": {
    severity: "error",
    wrongCall: true,
    help: "name the description, or the folder that holds it (upstream: the one with `api` and `event-schemas`), with --spec",
  },
  "load/no-documents": {
    severity: "error",
    help: "the folder must hold a description of OpenAPI or Swagger, or `event-schemas/schema/*.yaml`",
  },
  "load/unknown-api": {
    severity: "error",
    wrongCall: true,
    help: "correct --only, or `only` in the configuration",
  },
  "load/unreadable": { severity: "error", help: "let the file be read, save it as UTF-8, or remove it" },
  "load/file-too-large": {
    severity: "error",
    help: "split the file; what is read at once is limited to 16 MB",
  },
  "load/too-many-nodes": {
    severity: "error",
    help: "remove nested YAML aliases, which multiply, or split the file",
  },
  "load/endless-alias": {
    severity: "error",
    help: "YAML lets an alias stand in what it names, and JSON does not: write a $ref",
  },
  "load/no-number": { severity: "error", help: "leave the keyword out where there is no bound" },
  "load/not-json": {
    severity: "warning",
    help: "JSON has no comments, and no comma after the last value; a file of YAML is called .yaml",
  },
  "load/half-character": { severity: "error", help: "write the whole character, or remove the half" },
  "load/hidden-name": {
    severity: "warning",
    help: "rename the folder or the file: no name of the output has such characters",
  },
  "load/merge-key": {
    severity: "warning",
    help: "YAML has had no merge keys since version 1.2; use an alias for the whole value, or a $ref",
  },
  "load/repeated-key": { severity: "warning", help: "remove one of the two: a key of a map is there once" },
  "load/repeated-entry": {
    severity: "error",
    help: "remove one of the two, or write both as one entry: of two, only one can count",
  },
  "load/syntax": { severity: "error", help: "correct the YAML at that place" },
  "load/outside-folder": {
    severity: "error",
    help: "copy the file into the folder, or allow it with --allow-outside",
  },
  "load/unquoted-key": { severity: "warning", help: "quote the key: YAML reads 1.20 as the number 1.2" },
  "load/yaml-version": { severity: "warning", help: "say %YAML 1.2, and write true or false for yes or no" },
  "load/invalid-document": {
    severity: "warning",
    help: "what OpenAPI's own schema demands is not met; the document is read all the same",
  },
  "load/overlay": {
    severity: "error",
    help: "an overlay has file (relative to the folder of the specification, such as api/client-server/login.yaml), pointer, was, set or `remove: true`, reason, and maybe link; correct it, or remove it if it no longer applies",
  },
  "lower/unknown-version": {
    severity: "error",
    help: "OpenAPI 3.0, 3.1 and 3.2 and Swagger 2.0 are read",
  },
  "lower/unquoted-version": {
    severity: "warning",
    help: 'write the version as text of three numbers, such as "3.1.0"',
  },
  "lower/unknown-dialect": {
    severity: "error",
    help: "JSON Schema 2020-12 and its earlier drafts are read; schemas of other vocabularies could mean anything",
  },
  "lower/later-keyword": {
    severity: "warning",
    help: "it is read as in OpenAPI 3.1: say `openapi: 3.1.0`, or the same in keywords of the older version (a $ref in allOf, nullable, an enum of one)",
  },
  "lower/unknown-document": {
    severity: "error",
    help: "say what it is with `openapi` or `swagger` at its root, refer to it with a $ref, or remove it",
  },
  "lower/invalid-description": {
    severity: "warning",
    help: "OpenAPI does not allow it there; correct the description",
  },
  "lower/unsupported": { severity: "error", help: "describe it in another way, or leave it out" },
  "lower/unknown-keyword": {
    severity: "warning",
    help: "it restricts nothing; correct it, or let its name start with x-",
  },
  "lower/unknown-field": {
    severity: "warning",
    help: "it says nothing; correct it, or let its name start with x-",
  },
  "lower/unasserted-format": {
    severity: "warning",
    help: "no validator checks that format, with or without --assert-formats; say it with a pattern",
  },
  "lower/nullable": { severity: "warning", help: "add null to the enum, or remove nullable" },
  "lower/invalid-schema": { severity: "warning", help: "what JSON Schema does not allow there was left out" },
  "lower/invalid-operation": {
    severity: "warning",
    help: "what OpenAPI does not allow there was read by its evident meaning",
  },
  "lower/too-many": {
    severity: "error",
    help: "what is as large as that belongs in data, not in a schema: say it with a pattern or a looser type",
  },
  "lower/large-number": {
    severity: "warning",
    help: "programs read JSON's numbers as doubles; describe a whole number of that size as a string",
  },
  "lower/idle-keyword": {
    severity: "warning",
    help: "add the keyword or the type that it belongs to, or remove it: it checks nothing",
  },
  "lower/no-value": { severity: "warning", help: "correct one of the two: everything is refused" },
  "lower/overlapping-one-of": {
    severity: "warning",
    help: "read as anyOf, since no value could match exactly one branch",
  },
  "lower/slow-pattern": {
    severity: "warning",
    help: "matching takes quadratic time on a hostile string; repeat fewer overlapping parts",
  },
  "lower/exponential-pattern": {
    severity: "error",
    help: "matching takes exponential time on a hostile string; do not nest repetition",
  },
  "lower/large-pattern": {
    severity: "error",
    help: "say the same with a shorter pattern, or with several schemas under anyOf",
  },
  "lower/old-pattern": {
    severity: "warning",
    help: "it is an expression only for engines without the u flag: escape nothing but signs of expressions, and these always",
  },
  "lower/bad-pattern": {
    severity: "error",
    help: "patterns are ECMAScript regular expressions with the u flag",
  },
  "link/unresolved-ref": {
    severity: "error",
    help: "point the $ref to something that exists; a path is relative to the file that contains it",
  },
  "link/unused-ref": {
    severity: "warning",
    help: "point the $ref to something that exists, or remove the component: nothing uses it",
  },
  "link/remote-ref": {
    severity: "error",
    help: "nothing is fetched: copy the document into the folder and refer to it by path",
  },
  "link/ref-cycle": { severity: "error", help: "a $ref that leads only to itself describes nothing" },
  "link/discriminator": {
    severity: "warning",
    help: "list the schemas in oneOf, name a property that each of them has, and map its values to them",
  },
  "link/dynamic-scopes": {
    severity: "error",
    help: "declare a $dynamicAnchor in fewer of the schemas that refer to each other",
  },
  "model/missing-operation-id": {
    severity: "warning",
    help: "add an operationId: a name made of method and path changes with them",
  },
  "model/no-operations": {
    severity: "error",
    help: "describe operations under `paths`, refer to the document from another one, or remove it",
  },
  "model/unknown-operation": {
    severity: "error",
    wrongCall: true,
    help: "correct --leave-out, or `leaveOut` in the configuration",
  },
  "model/server": { severity: "warning", help: "only the path of the first server counts" },
  "model/duplicate-operation": {
    severity: "error",
    help: "rename one of the two operations; names are made of operationIds",
  },
  "model/duplicate-route": {
    severity: "warning",
    help: "a router tells them apart by the body or query only; end one path with a space if that is meant",
  },
  "model/unsupported": {
    severity: "error",
    help: "the emitted code would send something else; change the document, or leave the API out with --only",
  },
  "model/unused-encoding": {
    severity: "warning",
    help: "name a member of the schema, or remove the encoding",
  },
  "model/mixed-types": {
    severity: "warning",
    help: "give the parameter one type, or text: what stands in an address has no type of its own",
  },
  "model/unused-schema": {
    severity: "warning",
    help: "nothing checks it; describe the bytes in words, or use a media type that is read",
  },
  "model/own-direction": {
    severity: "warning",
    help: "describe requests and answers by schemas of their own",
  },
  "model/parameter-mismatch": {
    severity: "warning",
    help: "let the path and its parameters name the same things",
  },
  "model/event-type": {
    severity: "warning",
    help: "its guards refuse every such event; list the type under `type`, or call the file after the type that is listed",
  },
  "model/unknown-event-kind": { severity: "warning", help: "add the event type to event-kinds.yaml" },
  "model/invalid-security": {
    severity: "warning",
    help: "declare the scheme under components.securitySchemes, and its scopes under its flows",
  },
  "model/shared-credential": {
    severity: "warning",
    help: "give the credential by the name that stands first here; one text cannot be two tokens",
  },
  "name/collision": { severity: "error", help: "give one of them another name in names.yaml" },
  "name/same-file": { severity: "error", help: "give the API's folder another name" },
  "name/same-module": {
    severity: "error",
    help: "give one of the two folders or files another name: each API has files, a client and handlers of that name",
  },
  "name/long-module": {
    severity: "error",
    help: "give the folder, or the file of the description, a shorter name",
  },
  "name/bad-kind": {
    severity: "error",
    help: "write `m.type: [kind]` with state, message, ephemeral, roomAccountData, globalAccountData, toDevice or presence",
  },
  "name/bad-table": {
    severity: "error",
    help: "write one entry a line: `event type: [kinds]`, or `file#pointer: Name`",
  },
  "name/unknown-place": {
    severity: "error",
    help: "write `file: Name` or `file#pointer: Name`, for a schema file, an event or something that a $ref names",
  },
  "name/unknown-event": {
    severity: "error",
    help: "write the type as the file of its schema is called, or take the entry out",
  },
  "emit/unknown-emitter": {
    severity: "error",
    wrongCall: true,
    help: "name one that exists, or add it to `plugins`",
  },
  "emit/plugin-failed": { severity: "error", help: "correct the emitter, or leave it out with `emit`" },
  "emit/bad-file": {
    severity: "error",
    help: "an emitter gives files with `path`, relative to the output folder and its own, and `text`",
  },
  "name/bad-override": { severity: "error", help: "a name must be a TypeScript identifier in Pascal case" },
} as const;

export type DiagnosticCode = keyof typeof codes;
export const CODES: Readonly<Record<DiagnosticCode, CodeDefinition>> = codes;
