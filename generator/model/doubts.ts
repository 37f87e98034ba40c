/** Texts of parameters and members of forms that stand for more than one value, or values that have no text. */
import type { Json } from "../json.js";
import type { LinkedSpec } from "../link/linked-spec.js";
import { typeInDoubt, typesOf } from "./parts.js";
import { itemsOf, memberSchemas, readingsOf } from "./shape.js";
import { forbiddenText } from "./takes.js";

/** Not of what is written as JSON, which has types. */
export function doubtsOf(
  { name, required }: { readonly name: string; readonly required: boolean },
  schema: Json,
  linked: LinkedSpec,
): string[] {
  const doubt = typeInDoubt(schema, linked) ?? forbiddenText(schema, linked);
  const mixed = readingsOf(schema, linked).find(({ shared }) => shared !== undefined);
  const types = typesOf(schema, linked);
  const isList = types.has("array");
  const items = [
    ...(isList ? itemsOf(schema, linked) : []),
    ...memberSchemas(schema, linked).flatMap((each) => itemsOf(each, linked)),
  ];
  return [
    ...(doubt === undefined ? [] : [`${name} has no type, and ${doubt}`]),
    ...(mixed === undefined
      ? []
      : [
          `the text ${mixed.shared ?? ""} of ${name} stands for two values, and is read as ${mixed.type.replaceAll("|", ", or ")}`,
        ]),
    ...(isList && [...types].some((type) => type !== "array" && type !== "null")
      ? [`one value of ${name} and a list of it are written alike, and read as a list`]
      : []),
    ...(required && types.has("null")
      ? [`null has no text, so that ${name}, which is required, is missing where it is null`]
      : []),
    ...(items.some((item) => typesOf(item, linked).has("null"))
      ? [`null has no text, and is left out of lists of ${name}`]
      : []),
  ];
}
