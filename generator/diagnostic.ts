/** Messages of the generator to a person: always with a place, and with a remedy if there is one. */

/** A place in the specification: a file relative to its folder, and a JSON Pointer into the file as it was read. */
export interface Origin {
  readonly file: string;
  readonly pointer: string;
}

/** After an error nothing is written. A warning may be waived with a reason. */
export type Severity = "error" | "warning";

/** A message to a person: what is wrong, where, and what to do. */
export interface Diagnostic {
  /** `<stage>/<kebab-name>`; every code is listed in `codes.ts`. */
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  readonly message: string;
  readonly origin?: Origin;
  /** 1-based; where the stage knows it (a YAML syntax error). Otherwise found from `origin` when printed. */
  readonly line?: number;
  readonly column?: number;
  readonly help?: string;
}

import { CODES, type DiagnosticCode } from "./codes.js";

/** Collects what a run has to say. One per run, handed to each stage. */
export class Diagnostics {
  readonly #list: Diagnostic[] = [];
  /** Servers, parameters and the like of many operations are looked at once for each. */
  readonly #said = new Set<string>();
  #isKnown: (diagnostic: Diagnostic) => boolean = () => false;

  /** Adds a message, unless the same was added before. Severity and help are those of the code; `more` may give another help. */
  report(
    code: DiagnosticCode,
    message: string,
    origin?: Origin,
    more: { line?: number; column?: number; help?: string } = {},
  ): void {
    const { severity, help } = CODES[code];
    const key = JSON.stringify([code, message, origin, more]);
    if (this.#said.has(key)) return;
    this.#said.add(key);
    this.#list.push({ code, severity, message, ...(origin && { origin }), ...(help && { help }), ...more });
  }

  /** Leaves out of `all` warnings that say nothing to the one who runs this. */
  keepBack(isKnown: (diagnostic: Diagnostic) => boolean): void {
    this.#isKnown = isKnown;
  }

  /** Those to be said. */
  get all(): readonly Diagnostic[] {
    return this.#list.filter((diagnostic) => diagnostic.severity === "error" || !this.#isKnown(diagnostic));
  }

  /** Those that are kept back, too: what is written does not depend on where the specification lies. */
  get everything(): readonly Diagnostic[] {
    return this.#list;
  }

  /** Whether an error was reported: nothing may be written then. */
  get hasErrors(): boolean {
    return this.#list.some((diagnostic) => diagnostic.severity === "error");
  }
}
