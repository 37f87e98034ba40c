/** The body that the specification shows, which tells a reader more than the smallest one. */
import { Judge } from "../../diff/witness/judge.js";
import type { Json } from "../../json.js";
import { contentPlace } from "../../load/examples.js";
import type { OperationDef } from "../../model/model.js";
import type { Understood } from "../../pipeline.js";

/** Longer ones hide what a test is about. */
const MAX_LENGTH = 400;

/** Undefined where the example is missing, long, or refused by its own schema. */
export function exampleBody(
  { requestBody }: OperationDef,
  { linked, examples }: Pick<Understood, "linked" | "examples">,
): Json | undefined {
  const content = requestBody?.contents.find(({ json }) => json);
  if (requestBody === undefined || content?.schema === undefined) return undefined;
  const [example] = examples(contentPlace(requestBody.origin, content.mediaType));
  if (example === undefined || JSON.stringify(example.value).length > MAX_LENGTH) return undefined;
  return new Judge(linked, true).lets(content.schema, example.value) ? example.value : undefined;
}
