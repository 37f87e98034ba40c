/** `knockgen.lock`: what names of specifications meant when they were first used, for those whose tree ids knockgen does not know. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { isObject } from "#generator/json.js";
import { visible } from "#generator/report/visible.js";
import { Failure } from "../failure.js";

export interface Pin {
  readonly tree: string;
  /** From which it can be fetched again when the name means something newer. */
  readonly commit?: string;
}

const ID = /^[0-9a-f]{40}$/;
const HEAD =
  "What the names of specifications meant when they were first used. Remove an entry to have it fetched anew.";

/** Pins by name; none without a file. */
export function readLock(file: string): ReadonlyMap<string, Pin> {
  if (!existsSync(file)) return new Map();
  const broken = (why: string): Failure => new Failure(`${visible(file)} ${why}; restore it, or remove it`);
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, "utf8"));
  } catch {
    throw broken("is not JSON");
  }
  if (!isObject(value) || !isObject(value.specifications)) throw broken("has no `specifications`");
  return new Map(
    Object.entries(value.specifications).map(([name, pin]) => {
      if (!isPin(pin)) throw broken(`has no tree id for ${name}`);
      return [name, pin];
    }),
  );
}

/** Adds a pin, or changes it. */
export function writePin(file: string, name: string, pin: Pin): void {
  const pins = new Map(readLock(file)).set(name, pin);
  const specifications = Object.fromEntries([...pins].sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(file, `${JSON.stringify({ about: HEAD, specifications }, null, 2)}\n`);
}

function isPin(value: unknown): value is Pin {
  if (!isObject(value)) return false;
  const { tree, commit } = value;
  const isId = (id: unknown): boolean => typeof id === "string" && ID.test(id);
  return isId(tree) && (commit === undefined || isId(commit));
}
