/** Finds validators by what they are for. */
import type { Manifest, ManifestName } from "../../../generator/emit/manifest.js";

export interface Named {
  readonly module: string;
  readonly name: ManifestName;
}

/** The names of all bodies and responses, by `file#pointer` of the operation and the part. */
export function operationParts({ operations }: Manifest): Map<string, Named> {
  const parts = new Map<string, Named>();
  for (const { api, source, names } of operations) {
    const add = (part: string, name: ManifestName | undefined): void => {
      if (name !== undefined) parts.set(`${source} ${part}`, { module: api, name });
    };
    add("requestBody", names.requestBody);
    for (const [status, name] of Object.entries(names.responses)) add(status, name);
  }
  return parts;
}
