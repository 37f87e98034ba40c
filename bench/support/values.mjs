/** The values that guards are raced on: taken from the specification's examples, references resolved as it asks for. */
import { readFileSync } from "node:fs";
import path from "node:path";
import yaml from "js-yaml";
import { spec } from "./spec.mjs";

const read = (file) => yaml.load(readFileSync(file, "utf8"), { json: true, schema: yaml.CORE_SCHEMA });

/** `$ref`s inside examples: the target, with the siblings laid over it. */
function resolve(value, folder) {
  if (Array.isArray(value)) return value.map((item) => resolve(item, folder));
  if (typeof value !== "object" || value === null) return value;
  const { $ref, ...rest } = value;
  const own = Object.fromEntries(Object.entries(rest).map(([key, child]) => [key, resolve(child, folder)]));
  if (typeof $ref !== "string") return own;
  const file = path.join(folder, $ref);
  return { ...resolve(read(file), path.dirname(file)), ...own };
}

const plain = (value) => JSON.parse(JSON.stringify(value));
const examples = path.join(spec, "event-schemas/examples");
const event = plain(resolve(read(path.join(examples, "m.room.member.yaml")), examples));
event.content.reason = "because ".repeat(200).slice(0, 1650 - 40);
export const memberEvent = event;

const syncFile = path.join(spec, "api/client-server/sync.yaml");
const sync =
  read(syncFile).paths["/sync"].get.responses["200"].content["application/json"].examples.response.value;
export const syncExample = plain(resolve(sync, path.dirname(syncFile)));
