/** Which checks a module of code uses. */
import { compare } from "../../json.js";
import type { NamedType } from "../../name/types.js";

export class ValidatorImports {
  readonly #used = new Set<string>();

  /** The check of a type, as an expression. */
  check(type: NamedType): string {
    const name = `check${type.name}`;
    this.#used.add(name);
    return name;
  }

  /** By name: a check that is missing fails when the module is loaded, instead of letting everything pass. */
  print(module: string): string {
    if (this.#used.size === 0) return "";
    const names = [...this.#used].sort(compare).map((name) => `  ${name},\n`);
    return `import {\n${names.join("")}} from ${JSON.stringify(`../validators/${module}.js`)};\n`;
  }
}
