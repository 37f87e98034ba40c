/** Forms as `application/x-www-form-urlencoded`, each member as its description says. */
import type { FormField, ReadForm, WriteForm } from "./form-field.js";
import { MatrixHttpError } from "./matrix-http-error.js";
import type { Parameter, ParameterForm } from "./parameter.js";
import { splitPairs } from "./raw-pairs.js";
import { claimedOf, inPairs } from "./read-pairs.js";
import { writePairs } from "./write-values.js";

/** Of members that nothing describes. */
const PLAIN: ParameterForm = { style: "form", explode: true, shape: "string" };

export const writeFormUrlencoded: WriteForm = (fields, value, contentType) => ({
  body: formText(fields, value),
  contentType,
});

export function formText(fields: readonly FormField[], value: object): string {
  const known = new Map(fields.map((field) => [field.name, field.form] as const));
  return Object.entries(value)
    .filter(([, each]: [string, unknown]) => each !== undefined && each !== null)
    .flatMap(([name, each]: [string, unknown]) =>
      writePairs(name, known.get(name) ?? PLAIN, each, { what: `the member ${name} of the form` }),
    )
    .join("&");
}

export const readFormUrlencoded: ReadForm = (fields, bytes) => {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new MatrixHttpError(400, "M_INVALID_PARAM", "The body is not UTF-8");
  }
  return readFormText(fields, text);
};

export function readFormText(fields: readonly FormField[], text: string): object {
  const pairs = splitPairs(text, "&", true);
  const members = fields.map((field): Parameter => ({ in: "form", type: "string", ...field }));
  const taken = claimedOf(members);
  const entries = members.map((member) => [member.name, inPairs(member, pairs, taken)] as const);
  const others = pairs.filter(({ key }) => !taken.has(key) && !isMember(key, fields)).map(({ key }) => key);
  const rest = [...new Set(others)].map((name) => {
    const other: Parameter = { in: "form", name, type: "string", form: PLAIN };
    return [name, inPairs(other, pairs, taken)] as const;
  });
  return Object.fromEntries([...entries, ...rest].filter(([, value]) => value !== undefined));
}

function isMember(key: string, fields: readonly FormField[]): boolean {
  return fields.some(({ name, form }) => form.style === "deepObject" && key.startsWith(`${name}[`));
}
