/** Prints the functions that one module needs, each once and in the order of their names. */
import { compare } from "../../json.js";
import type { SchemaId } from "../../link/linked-spec.js";
import type { NamedType } from "../../name/names.js";
import { formatFunction } from "./formats.js";
import { LOOK_HELPERS, type Printed, printCheck, printGuard, printLooker } from "./print-unevaluated.js";
import { type Form, type FunctionTemplate, printTemplate, type Slot } from "./rewrite/template.js";
import { TWIN_HELPERS } from "./rewrite/twins.js";
import type { Plan } from "./schemas/plan.js";

export function printModule(
  module: string,
  types: readonly NamedType[],
  plan: Plan,
  templates: ReadonlyMap<SchemaId, FunctionTemplate>,
): string {
  const printer = new ModulePrinter(module, plan, templates);
  const exported = types.map((type) => {
    const { check, guard } = printer.use;
    const id = plan.idOf(type);
    return [
      `\n${guardDoc(type)}export const is${type.name} = /* @__PURE__ */ guard(${guard(id)});`,
      `\n${checkDoc(type)}export const check${type.name} = /* @__PURE__ */ check(${check(id)});`,
    ].join("\n");
  });
  return `${[...printer.print(), ...exported].join("\n")}\n`;
}

/** Stands before a guard, in code and in declarations. */
export function guardDoc({ name }: NamedType): string {
  return `/** Whether a value has the type \`${name}\`. */\n`;
}

/** Stands before a check, in code and in declarations. */
export function checkDoc({ name }: NamedType): string {
  return `/** Gives the value as \`${name}\`, or all that is wrong with it. */\n`;
}

class ModulePrinter {
  readonly #module: string;
  readonly #plan: Plan;
  readonly #templates: ReadonlyMap<SchemaId, FunctionTemplate>;
  readonly #formats = new Map<string, string>();
  readonly #patterns = new Map<string, string>();
  readonly #functions = new Map<string, string>();
  readonly #pending: (readonly [SchemaId, Form])[] = [];
  /** Gives the name of what it is asked for, and sees to it that it is printed. */
  readonly use: Printed;

  constructor(module: string, plan: Plan, templates: ReadonlyMap<SchemaId, FunctionTemplate>) {
    this.#module = module;
    this.#plan = plan;
    this.#templates = templates;
    this.use = {
      check: (id) => this.#function(id, "check"),
      guard: (id) => this.#function(id, "guard"),
      looker: (id) => this.#looker(id, false),
      ownLooker: (id) => this.#looker(id, true),
      pattern: (source) => this.#pattern(source),
      forbids: (id) => plan.schemas.get(id) === false,
    };
  }

  print(): string[] {
    for (let next = this.#pending.pop(); next !== undefined; next = this.#pending.pop())
      this.#printFunction(...next);
    const sorted = (entries: ReadonlyMap<string, string>): string[] =>
      [...entries].sort(([a], [b]) => compare(a, b)).map(([, text]) => text);
    const hasTwins = [...this.#functions.values()].some((text) => text.includes("hasTwins("));
    const helpers = [
      ...(this.#plan.unevaluated.checks.size === 0 ? [] : [LOOK_HELPERS]),
      ...(hasTwins ? [TWIN_HELPERS] : []),
    ];
    // A guard and a check of one schema stand together, which also compresses well.
    const bySchema = new Map(
      [...this.#functions].map(([name, text]) => [`${name.replace(/^[gv]/, "")} ${name}`, text] as const),
    );
    const functions = sorted(bySchema).map(
      (text) => `
${text}`,
    );
    return [...helpers, ...sorted(this.#formats), ...sorted(this.#patterns), ...functions];
  }

  #function(id: SchemaId, form: Form): string {
    this.#pending.push([id, form]);
    return this.#nameOf(id, form);
  }

  /** `vKnockBody` checks, `gKnockBody` guards. */
  #nameOf(id: SchemaId, form: Form): string {
    const name = this.#plan.functionName(id, this.#module);
    return form === "check" ? name : name.replace(/^v/, "g");
  }

  #printFunction(id: SchemaId, form: Form): void {
    const template = this.#templates.get(id);
    const name = this.#nameOf(id, form);
    if (template === undefined || this.#functions.has(name)) return;
    const source = printTemplate(template, form, (slot) => this.#slot(slot, form));
    const unevaluated = this.#plan.unevaluated.checks.get(id);
    const print = form === "check" ? printCheck : printGuard;
    this.#functions.set(
      name,
      unevaluated === undefined
        ? source.replace("function ", `function ${name}`)
        : print({ name, base: source.replace("function ", `function ${name}_`), id, unevaluated }, this.use),
    );
  }

  #slot({ kind, of }: Slot, form: Form): string {
    if (kind === "function") return this.#function(of, form);
    return kind === "pattern" ? this.#pattern(of) : this.#format(of);
  }

  #format(format: string): string {
    const { name, source, helpers } = formatFunction(format);
    for (const helper of helpers) this.#formats.set(helper, helper);
    this.#formats.set(name, source);
    return name;
  }

  #pattern(source: string): string {
    const constant = this.#plan.patternName(source);
    this.#patterns.set(
      constant,
      `const ${constant} = /* @__PURE__ */ new RegExp(${JSON.stringify(source)}, "u");`,
    );
    return constant;
  }

  #looker(id: SchemaId, own: boolean): string {
    const name = `${own ? "rest" : "look"}_${this.#plan.functionName(id, this.#module)}`;
    const found = this.#plan.unevaluated.looks.get(id);
    if (found !== undefined && !this.#functions.has(name)) {
      this.#functions.set(name, ""); // schemas may refer to themselves
      this.#functions.set(name, printLooker(name, found, own, this.use));
    }
    return name;
  }
}
