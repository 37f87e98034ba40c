/** Which checks a module of code uses. */
import { compare } from "../../json.js";
import type { NamedType } from "../../name/names.js";

export class ValidatorImports {
  /** Names here by names there. */
  readonly #used = new Map<string, string>();
  readonly #taken: ReadonlySet<string>;

  /** `taken` are names that the module itself declares; none of those of checks begins with `$`. */
  constructor(taken: Iterable<string> = []) {
    this.#taken = new Set(taken);
  }

  /** The check of a type, as an expression. */
  check(type: NamedType): string {
    const name = `check${type.name}`;
    const local = this.#taken.has(name) ? `$${name}` : name;
    this.#used.set(name, local);
    return local;
  }

  /** By name: a check that is missing fails when the module is loaded, instead of letting everything pass. */
  print(module: string): string {
    if (this.#used.size === 0) return "";
    const names = [...this.#used]
      .sort(([a], [b]) => compare(a, b))
      .map(([name, local]) => `  ${local === name ? name : `${name} as ${local}`},\n`);
    return `import {\n${names.join("")}} from ${JSON.stringify(`../validators/${module}.js`)};\n`;
  }
}
