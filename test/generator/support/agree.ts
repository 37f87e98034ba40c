/** Asks the compiler whether values have types: what a validator accepts, the type of the same name must allow. */
import path from "node:path";
import { compile } from "./compile.js";
import { writeFolder } from "./emit.js";
import type { Value } from "./release.js";

export interface Sample {
  readonly module: string;
  readonly type: string;
  readonly value: Value;
  readonly what: string;
}

/** The samples that the compiler refuses, with what it says. */
export function disagreements(folder: string, samples: readonly Sample[]): string[] {
  const modules = [...new Set(samples.map(({ module }) => module))];
  const names = modules.map((module) => module.replace(/\W/g, "_"));
  const lines = [
    ...modules.map((module, index) => `import type * as ${names[index]} from "./${module}.js";`),
    ...samples.map(
      ({ module, type, value }, index) =>
        `declare const s${index}: ${literalType(value)}; export const t${index}: ${module.replace(/\W/g, "_")}.${type} = s${index};`,
    ),
  ];
  writeFolder([["samples.ts", `${lines.join("\n")}\n`]], folder);
  const problems = compile([path.join(folder, "samples.ts")]);
  // The compiler's guess at misspelled names is not part of the shape.
  return problems
    .filter((problem) => !problem.includes("no properties in common"))
    .map((problem) => {
      const line = Number(/^samples\.ts:(\d+)/.exec(problem)?.[1] ?? 0);
      return `${samples[line - 1 - modules.length]?.what ?? ""}: ${problem}`;
    });
}

/** The narrowest type of a value; not of a literal in code, so that properties more than the type knows are fine. */
function literalType(value: Value): string {
  if (Array.isArray(value)) return `[${value.map(literalType).join(", ")}]`;
  if (typeof value === "object" && value !== null)
    return `{ ${Object.entries(value)
      .map(([key, item]) => `${literalType(key)}: ${literalType(item)}`)
      .join("; ")} }`;
  // To the compiler, unlike to JSON, two more characters end a line.
  return JSON.stringify(value).replace(/[\u2028\u2029]/g, (end) => `\\u${end.charCodeAt(0).toString(16)}`);
}
