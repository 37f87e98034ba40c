/** The library of automata. It is loaded only where an expression is looked into, which few runs do. */
import { createRequire } from "node:module";

export const refa = (): typeof import("refa") => createRequire(import.meta.url)("refa");
