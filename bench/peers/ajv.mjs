/** ajv at run time, on upstream's files as they are; it inlines what it refers to, as it does by default. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import yaml from "js-yaml";
import { spec } from "../support/spec.mjs";
import { EVENT_ID, ROOM_ID, USER_ID } from "./identifiers.mjs";

const read = (file) => yaml.load(readFileSync(file, "utf8"), { json: true, schema: yaml.CORE_SCHEMA });

/** The schema with every reference written out: ajv at its fastest. */
function inline(schema, folder) {
  if (Array.isArray(schema)) return schema.map((item) => inline(item, folder));
  if (typeof schema !== "object" || schema === null) return schema;
  if (typeof schema.$ref === "string" && !schema.$ref.startsWith("#")) {
    const file = path.join(folder, schema.$ref.split("#")[0]);
    return inline(read(file), path.dirname(file));
  }
  return Object.fromEntries(
    Object.entries(schema).flatMap(([key, value]) =>
      key === "example" || key === "examples" || key === "$schema" ? [] : [[key, inline(value, folder)]],
    ),
  );
}

const ajv = new Ajv2020({ strict: false });
const formats = { "mx-user-id": USER_ID, "mx-room-id": ROOM_ID, "mx-event-id": EVENT_ID };
for (const format of [
  "mx-mxc-uri",
  "mx-room-alias",
  "mx-server-name",
  "mx-unpadded-base64",
  "mx-urlsafe-unpadded-base64",
  "uri",
  "int64",
  "email",
  "float",
])
  ajv.addFormat(format, true);
for (const [format, pattern] of Object.entries(formats)) ajv.addFormat(format, new RegExp(pattern));
const events = path.join(spec, "event-schemas/schema");
const sync = path.join(spec, "api/client-server/sync.yaml");
export const ajvGuard = ajv.compile(inline(read(path.join(events, "m.room.member.yaml")), events));
export const ajvSyncGuard = ajv.compile(
  inline(
    read(sync).paths["/sync"].get.responses["200"].content["application/json"].schema,
    path.dirname(sync),
  ),
);
