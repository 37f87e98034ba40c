/** Fields that exclude each other (OpenAPI 3.2.0, sections 4.12, 4.14, 4.15, 4.19 and 4.20). */

type Pairs = readonly (readonly [string, string])[];
const EXAMPLES: Pairs = [["example", "examples"]];
/** By object. */
export const EXCLUSIVE: ReadonlyMap<string, Pairs> = new Map<string, Pairs>([
  ["parameter", EXAMPLES],
  ["header", EXAMPLES],
  [
    "xml",
    [
      ["nodeType", "attribute"],
      ["nodeType", "wrapped"],
    ],
  ],
  ["mediaType", EXAMPLES],
  [
    "example",
    [
      ["value", "externalValue"],
      ["value", "dataValue"],
      ["value", "serializedValue"],
      ["serializedValue", "externalValue"],
    ],
  ],
]);
