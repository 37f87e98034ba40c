/** How the objects of a description beside its schemas are described: the form of the tables by which misspelt fields are found. */

/** Content of a field: an object of the table, a list or a map of them, or a value that is not looked into. */
export type FieldValue =
  | { readonly kind: "value" }
  | { readonly kind: "object" | "list" | "map"; readonly of: string };

export interface Field {
  readonly holds: FieldValue;
  /** The minor version of OpenAPI 3 that it came with. */
  readonly since: number;
}

export interface DescriptionObject {
  readonly fields: ReadonlyMap<string, Field>;
  /** Where any other key is a name, its values; the key must match `names`. */
  readonly others?: { readonly of: string; readonly names?: RegExp; readonly title: string };
  readonly required?: readonly string[];
  /** Whether a `$ref` may stand for it. */
  readonly reference?: true;
}

export type DescriptionObjects = ReadonlyMap<string, DescriptionObject>;

export interface WrittenObject {
  /** Fields whose values are not looked into. */
  readonly values?: string;
  readonly objects?: { readonly [field: string]: string };
  readonly lists?: { readonly [field: string]: string };
  readonly maps?: { readonly [field: string]: string };
  readonly required?: string;
  readonly reference?: true;
  readonly others?: DescriptionObject["others"];
}

/** Lists of names are written as one text; `name@1` came with OpenAPI 3.1. */
export function describe(objects: { readonly [name: string]: WrittenObject }): DescriptionObjects {
  return new Map(Object.entries(objects).map(([name, written]) => [name, read(written)] as const));
}

function read({
  values = "",
  objects = {},
  lists = {},
  maps = {},
  required,
  reference,
  others,
}: WrittenObject) {
  const fields = new Map<string, Field>();
  const add = (written: string, holds: FieldValue): void => {
    const [name = "", since = "0"] = written.split("@");
    fields.set(name, { holds, since: Number(since) });
  };
  for (const name of names(values)) add(name, { kind: "value" });
  for (const [name, of] of Object.entries(objects)) add(name, { kind: "object", of });
  for (const [name, of] of Object.entries(lists)) add(name, { kind: "list", of });
  for (const [name, of] of Object.entries(maps)) add(name, { kind: "map", of });
  return {
    fields,
    ...(required !== undefined && { required: names(required) }),
    ...(reference && { reference }),
    ...(others && { others }),
  };
}

function names(text: string): string[] {
  return text.split(" ").filter((name) => name !== "");
}

/** Keys of responses. */
export const STATUS: RegExp = /^(?:[1-5]\d\d|[1-5]XX|default)$/;
