/** Signatures in examples of `schemas/` are right, wherever the key is in an example as well. */
import { expect, it } from "vitest";
import { verifyJson } from "../../auth/signing/json.js";
import { Diagnostics } from "../../generator/diagnostic.js";
import {
  getEntries,
  getString,
  isArray,
  isObject,
  type Json,
  type JsonObject,
} from "../../generator/json.js";
import { contentPlace } from "../../generator/load/examples.js";
import { understand } from "../../generator/pipeline.js";
import { schemasFolder } from "./support.js";

const spec = understand({ spec: schemasFolder }, new Diagnostics());
const values = spec.model.apis.flatMap(({ operations }) =>
  operations.flatMap((operation) =>
    [operation.requestBody ?? [], operation.responses]
      .flat()
      .flatMap(({ origin, contents }) =>
        contents.flatMap(({ mediaType }) =>
          spec.examples(contentPlace(origin, mediaType)).map(({ value }) => value),
        ),
      ),
  ),
);

function objectsIn(value: Json): JsonObject[] {
  if (isArray(value)) return value.flatMap(objectsIn);
  return isObject(value) ? [value, ...Object.values(value).flatMap(objectsIn)] : [];
}

/** Public keys that an object publishes: those of a device, a user or a server. */
function published(object: JsonObject): [owner: string, keyId: string, key: string][] {
  const user = getString(object, "user_id") ?? "";
  const server = getString(object, "server_name") ?? "";
  return [
    ...getEntries(object, "keys").map(([id, key]): [string, string, string] => [user, id, String(key)]),
    ...["verify_keys", "old_verify_keys"].flatMap((member) =>
      getEntries(object, member).map(([id, key]): [string, string, string] => [
        server,
        id,
        getString(key, "key") ?? "",
      ]),
    ),
  ];
}

const objects = values.flatMap(objectsIn);
const known = new Map<string, Map<string, string>>();
for (const [owner, id, key] of objects.flatMap(published))
  known.set(owner, (known.get(owner) ?? new Map<string, string>()).set(id, key));

it("verifies each by a key that is known", () => {
  const checks = objects.flatMap((object) =>
    getEntries(object, "signatures").flatMap(([signer, signatures]) => {
      const keys = known.get(signer);
      const ids = isObject(signatures) ? Object.keys(signatures) : [];
      return keys !== undefined && ids.some((id) => keys.has(id)) ? [verifyJson(object, signer, keys)] : [];
    }),
  );
  expect(checks.length).toBeGreaterThan(20);
  expect(checks.filter(({ ok }) => !ok)).toEqual([]);
});
