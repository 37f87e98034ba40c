/** Compares what two descriptions say of their operations: everything but where it stands and what definitions are called. */
import type { Understood } from "../../../generator/pipeline.js";

/** Places at which they differ; a `$ref` is what it leads to. */
export function differencesOf(first: Understood, second: Understood): string[] {
  const seen = new Set<string>();
  const found: string[] = [];
  const compare = (a: unknown, b: unknown, at: string): void => {
    if (Array.isArray(a) && Array.isArray(b) && a.length === b.length)
      for (const [index, each] of a.entries()) compare(each, b[index], `${at}/${index}`);
    else if (at.endsWith("/discriminator")) compareMappings(a, b, at);
    else if (isRecord(a) && isRecord(b)) {
      const { $ref: one, ...left } = a;
      const { $ref: two, ...right } = b;
      if (typeof one === "string" && typeof two === "string") compareTargets(one, two, at);
      compareMembers(left, right, at);
    } else if (a !== b) found.push(`${at}: ${JSON.stringify(a)} and ${JSON.stringify(b)}`);
  };
  const compareMappings = (a: unknown, b: unknown, at: string): void => {
    const [left, right] = [a, b].map((each) => Object(each));
    compare(left.propertyName, right.propertyName, `${at}/propertyName`);
    const names = [left, right].map(({ mapping }) => Object.keys(Object(mapping)));
    compare(names[0], names[1], `${at}/mapping`);
    for (const name of names[0] ?? [])
      compareTargets(left.mapping[name], right.mapping[name], `${at}/${name}`);
  };
  const compareTargets = (one: string, two: string, at: string): void => {
    if (seen.has(`${one} ${two}`)) return;
    seen.add(`${one} ${two}`);
    const [a, b] = [first.linked.schemas.get(one), second.linked.schemas.get(two)];
    compare(a?.schema, b?.schema, `${at} -> ${one}`);
  };
  const compareMembers = (left: Members, right: Members, at: string): void => {
    for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
      // A response must have a description, so one that has none has an empty one.
      if (key === "origin" || (key === "description" && (left[key] ?? "") === (right[key] ?? ""))) continue;
      compare(left[key], right[key], `${at}/${key}`);
    }
  };
  const apis = (each: Understood): object =>
    Object.fromEntries(
      each.model.apis
        .filter(({ operations, webhooks }) => operations.length + webhooks.length > 0)
        .map(({ module, operations, webhooks }) => [module, { operations, webhooks }]),
    );
  compare(apis(first), apis(second), "");
  return found;
}

type Members = { readonly [key: string]: unknown };

function isRecord(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
