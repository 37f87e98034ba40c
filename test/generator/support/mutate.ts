/** Makes values that a schema may or may not allow out of one that it does; deterministic, so that a failure can be seen again. */
import { isNode, type Value } from "./release.js";

export interface Mutation {
  readonly what: string;
  readonly value: Value;
}

const OTHERS: readonly Value[] = [null, true, 0, -1.5, "", "nobody", [], {}, [{}]];
/** Keys of maps start with one of them. */
const SIGIL = /^[@!#$]/;

/** Drops keys, changes types, breaks patterns, adds keys, and breaks the keys of maps, everywhere in `value`. */
export function mutations(value: Value): Mutation[] {
  return [...mutate(value, "")];
}

function* mutate(value: Value, at: string): Generator<Mutation> {
  for (const [index, other] of OTHERS.entries())
    if (typeOf(other) !== typeOf(value) && (at.length + index) % 3 !== 0)
      yield { what: `${at} is ${JSON.stringify(other)}`, value: other };
  if (typeof value === "string") {
    yield { what: `${at} starts otherwise`, value: `?${value.slice(1)}` };
    yield { what: `${at} ends otherwise`, value: `${value}\u0000 :` };
    yield { what: `${at} is short`, value: value.slice(0, 1) };
  }
  if (typeof value === "number") yield { what: `${at} is no integer`, value: value + 0.5 };
  if (Array.isArray(value))
    for (const [index, item] of value.entries())
      yield* inside(item, `${at}/${index}`, (changed) => value.with(index, changed));
  if (!isNode(value)) return;
  yield { what: `${at} has more`, value: { ...value, "org.example.extra": 1 } };
  yield {
    what: `${at} has a prototype`,
    value: Object.fromEntries([["__proto__", 1], ...Object.entries(value)]),
  };
  for (const [key, item] of Object.entries(value)) {
    const { [key]: _, ...rest } = value;
    yield { what: `${at} lacks ${key}`, value: rest };
    if (SIGIL.test(key)) yield { what: `${at} has a bad key for ${key}`, value: { ...rest, nobody: item } };
    yield* inside(item, `${at}/${key}`, (changed) => ({ ...value, [key]: changed }));
  }
}

function* inside(item: Value, at: string, put: (changed: Value) => Value): Generator<Mutation> {
  for (const { what, value } of mutate(item, at)) yield { what, value: put(value) };
}

function typeOf(value: Value): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}
