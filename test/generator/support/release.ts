/** Reads a specification folder as its authors mean it, without any of the generator's code: what the generator is measured by. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { CORE_SCHEMA, load } from "js-yaml";
import { shared } from "../../support/shared.js";

export type Value = null | boolean | number | string | Value[] | { [key: string]: Value };
export type Node = { [key: string]: Value };

/** The releases that lie beside the project; none of them on a user's machine. */
export const EARLIER: readonly string[] = ["v1.1", "v1.7", "v1.16"];
export const NEWEST = "v1.19";

export function releaseFolder(version: string): string | undefined {
  const folder = shared(`matrix-spec/${version}/data`);
  return folder !== undefined && existsSync(folder) ? folder : undefined;
}

export class Release {
  readonly root: string;
  readonly #read = new Map<string, Value>();

  constructor(root: string) {
    this.root = root;
  }

  /** Paths below a folder, sorted, of files with one of the endings. */
  files(below: string, deep = true): string[] {
    const folder = path.join(this.root, below);
    if (!existsSync(folder)) return [];
    return readdirSync(folder, { recursive: deep, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(ya?ml|json)$/.test(entry.name))
      .map((entry) => path.relative(this.root, path.join(entry.parentPath, entry.name)))
      .sort();
  }

  /** The OpenAPI documents: what lies directly in a folder of `api`. */
  documents(): string[] {
    return this.files("api").filter((file) => file.split("/").length === 3);
  }

  eventSchemas(): string[] {
    return this.files("event-schemas/schema", false);
  }

  /** Files that hold schemas and are neither documents nor events. */
  definitions(): string[] {
    const events = new Set(this.eventSchemas());
    return [...this.files("api"), ...this.files("event-schemas"), ...this.files("schemas")].filter(
      (file) =>
        !file.includes("/examples/") && !events.has(file) && /\/definitions\/|-schemas\/.+\//.test(file),
    );
  }

  read(file: string): Value {
    let value = this.#read.get(file);
    if (value === undefined) {
      value = toValue(
        load(readFileSync(path.join(this.root, file), "utf8"), { json: true, schema: CORE_SCHEMA }),
      );
      this.#read.set(file, value);
    }
    return value;
  }

  /** Where a reference in `file` leads. */
  target(file: string, ref: string): { file: string; fragment: string; value: Value | undefined } {
    const [relative = "", fragment = ""] = ref.split("#");
    const to = relative === "" ? file : path.posix.join(path.posix.dirname(file), relative);
    let value: Value | undefined = existsSync(path.join(this.root, to)) ? this.read(to) : undefined;
    for (const segment of fragment.split("/").slice(1))
      value = child(value, decodeURIComponent(segment).replaceAll("~1", "/").replaceAll("~0", "~"));
    return { file: to, fragment, value };
  }

  /** A node that is not a schema: the target of its reference, overlaid with its own members. */
  follow(file: string, node: Value | undefined): { file: string; node: Node } {
    if (!isNode(node)) return { file, node: {} };
    const { $ref, ...own } = node;
    if (typeof $ref !== "string") return { file, node };
    const to = this.target(file, $ref);
    const target = this.follow(to.file, to.value);
    return { file: target.file, node: { ...target.node, ...own } };
  }

  /** An example's value: `$ref` with siblings laid over, `allOf` merged in depth, the later winning. */
  example(file: string, value: Value): Value {
    if (Array.isArray(value)) return value.map((item) => this.example(file, item));
    if (!isNode(value)) return value;
    const { $ref, allOf, ...rest } = value;
    const own = Object.fromEntries(
      Object.entries(rest).map(([key, item]) => [key, this.example(file, item)]),
    );
    let base: Value = {};
    if (typeof $ref === "string") {
      const to = this.target(file, $ref);
      if (to.value === undefined) return value;
      base = this.example(to.file, to.value);
    }
    if (Array.isArray(allOf)) for (const part of allOf) base = merge(base, this.example(file, part));
    if (!isNode(base)) return base;
    return Array.isArray(allOf) ? merge(base, own) : { ...base, ...own };
  }
}

export function isNode(value: Value | undefined): value is Node {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function child(value: Value | undefined, key: string): Value | undefined {
  if (Array.isArray(value)) return value[Number(key)];
  return isNode(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

export function entries(value: Value | undefined): [string, Value][] {
  return isNode(value) ? Object.entries(value) : [];
}

function merge(a: Value, b: Value): Value {
  if (!isNode(a) || !isNode(b)) return b;
  const merged = { ...a };
  for (const [key, value] of Object.entries(b)) merged[key] = key in a ? merge(a[key] ?? null, value) : value;
  return merged;
}

/** YAML's core schema gives JSON values only. */
function toValue(parsed: unknown): Value {
  return JSON.parse(JSON.stringify(parsed ?? null));
}
