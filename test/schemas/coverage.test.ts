/** `schemas/` covers these operations and events, closed under references, described, with valid examples. */
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, it } from "vitest";
import { get, getEntries, getString, isObject, type Json } from "../../generator/json.js";
import { pointer } from "../../generator/pointer.js";
import { operations, refs, SpecFolder, schemasFolder, walk } from "./support.js";

const folder = new SpecFolder(schemasFolder);

/** Operations of each API in release 1.19. */
const OPERATIONS: Readonly<Record<string, number>> = {
  "application-service": 9,
  "client-server": 166,
  identity: 23,
  "push-gateway": 1,
  "server-server": 36,
};
const CORE =
  "call_event event room_event state_event stripped_state sync_room_event sync_state_event unsigned_prop";
const PDUS = "pdu_v1 pdu_v11 pdu_v12 pdu_v3 pdu_v4 pdu_v6";
const EDUS = "m.device_list_update m.direct_to_device m.presence m.receipt m.signing_key_update m.typing";

const words = (list: string): string[] => list.trim().split(/\s+/);
const stems = (below: string): string[] =>
  folder
    .files(below)
    .filter((file) => file.lastIndexOf("/") === below.length)
    .map((file) => file.slice(below.length + 1).replace(/\.yaml$/, ""))
    .sort();
const events = stems("event-schemas/schema").filter((stem) => stem.startsWith("m."));

it.each(Object.entries(OPERATIONS))("covers all operations of %s", (api, count) => {
  const found = folder
    .files(`api/${api}`)
    .filter((file) => file.endsWith(".yaml"))
    .flatMap((file) => operations(folder.read(file)));
  expect(found).toHaveLength(count);
});

it("covers all events", () => {
  expect(events).toHaveLength(79);
  expect(stems("event-schemas/schema/core-event-schema")).toEqual(words(CORE));
  expect(stems("api/server-server/definitions").filter((stem) => stem.startsWith("pdu_"))).toEqual(
    words(PDUS),
  );
  expect(stems("api/server-server/definitions/event-schemas")).toEqual(words(EDUS));
});

it("refers to nothing outside", () => {
  const dangling = [...folder.files("api"), ...folder.files("event-schemas")].flatMap((file) =>
    refs(folder.read(file)).filter((ref) => {
      try {
        return folder.target(file, ref).value === undefined;
      } catch {
        return true;
      }
    }),
  );
  expect(dangling).toEqual([]);
});

it.each(folder.schemaFiles())("describes everything in %s", (file) => {
  const bare: string[] = [];
  const need = (value: Json, at: string): void => {
    if (get(value, "$ref") === undefined && !getString(value, "description")?.trim()) bare.push(at);
  };
  walk(folder.read(file), (node, at) => {
    if (get(node, "operationId") !== undefined && getString(node, "summary") === undefined) bare.push(at);
    if (get(node, "operationId") !== undefined) need(node, at);
    for (const keyword of ["properties", "patternProperties"])
      for (const [name, property] of getEntries(node, keyword)) need(property, at + pointer(keyword, name));
    for (const [status, response] of getEntries(node, "responses"))
      need(response, at + pointer("responses", status));
    if (get(node, "in") !== undefined && get(node, "schema") !== undefined) need(node, at);
  });
  expect(bare).toEqual([]);
});

const BASE = "https://schemas.invalid/";
const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
for (const file of [...folder.schemaFiles(), ...folder.files("schemas")]) {
  const schema = folder.read(file);
  if (isObject(schema)) ajv.addSchema({ ...schema, $id: BASE + encodeURI(file) });
}

/** Errors of an example, by the schema at a place of a file. */
function problems(file: string, at: string, exampleFile: string, example: Json): string[] {
  const validate = ajv.getSchema(`${BASE}${encodeURI(file)}${at === "" ? "" : `#${encodeURI(at)}`}`);
  if (validate === undefined) return [`no schema at ${file}#${at}`];
  if (validate(folder.example(exampleFile, example)) === true) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message }) => `${at}: ${instancePath} ${message ?? ""}`,
  );
}

it.each(folder.schemaFiles())("has valid examples in %s", (file) => {
  const found: string[] = [];
  walk(folder.read(file), (node, at) => {
    const schemaAt = get(node, "schema") === undefined ? at : `${at}/schema`;
    const example = get(node, "example");
    if (example !== undefined) found.push(...problems(file, schemaAt, file, example));
    for (const [, entry] of getEntries(node, "examples"))
      found.push(...problems(file, schemaAt, file, get(entry, "value") ?? null));
  });
  expect(found).toEqual([]);
});

const eventExamples = stems("event-schemas/examples").filter((stem) => stem.startsWith("m."));

it.each(eventExamples)("has a valid example in %s", (stem) => {
  const type = stem.replace(/\$.*/, "");
  const file = `event-schemas/examples/${stem}.yaml`;
  const schemas = [...new Set([stem, type])].filter((name) => events.includes(name));
  const found = schemas.flatMap((name) =>
    problems(`event-schemas/schema/${name}.yaml`, "", file, folder.read(file)),
  );
  expect([schemas.length > 0, found]).toEqual([true, []]);
});
