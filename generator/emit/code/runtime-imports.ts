/** Parts of the runtime that single operations need: a bundle holds those of the operations that it has, and no others. */
import { compare } from "../../json.js";

export class RuntimeImports {
  /** Modules by the names that they export. */
  readonly #used = new Map<string, string>();

  /** An export of a module of the runtime, as an expression. No name of an operation begins with `$`. */
  use(module: string, name: string): string {
    this.#used.set(name, module);
    return `$${name}`;
  }

  print(): string {
    return [...this.#used]
      .sort(([a], [b]) => compare(a, b))
      .map(([name, module]) => `import { ${name} as $${name} } from "../runtime/${module}.js";\n`)
      .join("");
  }
}
