/** ajv itself, at run time, on a specification's own files: the verdict that emitted validators have to give. */
import { Ajv2020 } from "ajv/dist/2020.js";
import { isNode, type Release, type Value } from "./release.js";

const SERVER = /^(\[[0-9a-f:.]{2,45}\]|[0-9a-z.-]+)(:\d{1,5})?$/i;

function named(sigil: string): (text: string) => boolean {
  return (text) => {
    const colon = text.indexOf(":");
    const local = text.slice(1, colon);
    return (
      text.startsWith(sigil) &&
      colon > 0 &&
      text.length <= 255 &&
      !local.includes("\0") &&
      SERVER.test(text.slice(colon + 1))
    );
  };
}

function opaque(sigil: string): (text: string) => boolean {
  return (text) => text.startsWith(sigil) && text.length >= 2 && text.length <= 255 && !text.includes("\0");
}

/** Matrix's formats by the grammar that servers must accept; written apart from the generator's. */
const FORMATS: { readonly [format: string]: (text: string) => boolean } = {
  "mx-user-id": named("@"),
  "mx-room-alias": named("#"),
  "mx-room-id": opaque("!"),
  "mx-event-id": opaque("$"),
  "mx-server-name": (text) => SERVER.test(text),
  "mx-mxc-uri": (text) => {
    const [server = "", media = "", ...more] = text.startsWith("mxc://") ? text.slice(6).split("/") : [];
    return SERVER.test(server) && media !== "" && !media.includes("\0") && more.length === 0;
  },
  "mx-unpadded-base64": (text) => /^[a-z0-9+/]*$/i.test(text),
  "mx-urlsafe-unpadded-base64": (text) => /^[a-z0-9_-]*$/i.test(text),
};

const ONE = new Set([
  "additionalProperties",
  "contains",
  "else",
  "if",
  "items",
  "not",
  "propertyNames",
  "then",
]);
const LISTS = new Set(["allOf", "anyOf", "oneOf", "prefixItems"]);
const MAPS = new Set(["properties", "patternProperties", "$defs", "dependentSchemas"]);

export class Oracle {
  readonly #release: Release;
  readonly #ajv = new Ajv2020({
    strict: false,
    logger: false,
    validateSchema: false,
    allErrors: true,
    formats: { ...FORMATS },
  });
  readonly #known = new Set<string>();
  readonly #compiled = new Map<string, ((value: Value) => boolean) | undefined>();

  constructor(release: Release) {
    this.#release = release;
  }

  /** The verdict for a schema by file and JSON Pointer; undefined where ajv cannot compile it. */
  judge(file: string, fragment: string, value: Value): boolean | undefined {
    const place = `${file}#${fragment}`;
    if (!this.#compiled.has(place)) this.#compiled.set(place, this.#compile(file, fragment));
    return this.#compiled.get(place)?.(value);
  }

  #compile(file: string, fragment: string): ((value: Value) => boolean) | undefined {
    try {
      const validate = this.#ajv.compile({ $ref: this.#add(file, fragment) });
      return (value) => validate(value) === true;
    } catch {
      return undefined;
    }
  }

  #add(file: string, fragment: string): string {
    const key = `x:/${encodeURIComponent(`${file}#${fragment}`)}`;
    if (!this.#known.has(key)) {
      this.#known.add(key);
      const { value } = this.#release.target(file, `#${encodeURI(fragment)}`);
      if (value === undefined) throw new Error(`nothing at ${file}#${fragment}`);
      // Swagger writes a parameter's schema on the parameter itself.
      const { in: place, required: _, ...inline } = isNode(value) ? value : {};
      const schema = this.#schema(file, typeof place === "string" ? inline : value);
      this.#ajv.addSchema(isNode(schema) ? schema : schema === false ? { not: {} } : {}, key);
    }
    return key;
  }

  /** The schema as it stands, but for the addresses of its references. */
  #schema(file: string, schema: Value): Value {
    if (!isNode(schema)) return schema;
    const kept = Object.entries(schema).filter(
      ([key]) => key !== "$schema" && key !== "example" && key !== "components",
    );
    return Object.fromEntries(
      kept.map(([key, value]): [string, Value] => {
        if (key === "$ref" && typeof value === "string") {
          const to = this.#release.target(file, value);
          return [key, this.#add(to.file, to.fragment)];
        }
        if (ONE.has(key)) return [key, this.#schema(file, value)];
        if (LISTS.has(key) && Array.isArray(value))
          return [key, value.map((item) => this.#schema(file, item))];
        if (MAPS.has(key) && isNode(value))
          return [
            key,
            Object.fromEntries(Object.entries(value).map(([name, item]) => [name, this.#schema(file, item)])),
          ];
        return [key, value];
      }),
    );
  }
}
