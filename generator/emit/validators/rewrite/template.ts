/** Text of a compiled function with placeholders for the names that differ from module to module. */
import { get, getString, isArray, type Json, type JsonObject } from "../../../json.js";
import { putBack, type StringTable } from "./strings.js";

/** One function in its two forms. */
export interface FunctionTemplate {
  /** Counts what is wrong and reports it: `(data, issues, at) => number`. With a placeholder for each string and each name. */
  readonly check: string;
  /** Only says whether all is well: `(data) => boolean`. */
  readonly guard: string;
  readonly texts: readonly (string | Slot)[];
}

export type Form = "check" | "guard";

export interface Slot {
  readonly kind: "function" | "format" | "pattern";
  /** Id of a schema, name of a format, source of a pattern. */
  readonly of: string;
}

const KINDS = ["function", "format", "pattern"] as const satisfies readonly Slot["kind"][];

/** A template as it is remembered. */
export function writeTemplate({ check, guard, texts }: FunctionTemplate): JsonObject {
  return {
    check,
    guard,
    texts: texts.map((text) => (typeof text === "string" ? text : { kind: text.kind, of: text.of })),
  };
}

/** A template that was remembered; undefined where it is none. */
export function readTemplate(value: Json | undefined): FunctionTemplate | undefined {
  const [check, guard, written] = [getString(value, "check"), getString(value, "guard"), get(value, "texts")];
  if (check === undefined || guard === undefined || !isArray(written)) return undefined;
  const texts = written.flatMap((text) => (typeof text === "string" ? text : (readSlot(text) ?? [])));
  return texts.length === written.length ? { check, guard, texts } : undefined;
}

function readSlot(value: Json): Slot | undefined {
  const kind = KINDS.find((name) => name === getString(value, "kind"));
  const of = getString(value, "of");
  return kind === undefined || of === undefined ? undefined : { kind, of };
}

/** The source of a function with the names that `nameOf` gives to what it calls. */
export function printTemplate(
  template: FunctionTemplate,
  form: Form,
  nameOf: (slot: Slot) => string,
): string {
  const named = new Map<number, string>();
  return putBack(template[form], (id) => {
    const text = template.texts[id];
    if (text === undefined || typeof text === "string") return text ?? "";
    const name = named.get(id) ?? nameOf(text);
    named.set(id, name);
    return name;
  });
}

/** Collects the slots of one function while it is rewritten. */
export class Slots {
  readonly #byText = new Map<string, Slot>();
  readonly #strings: StringTable;

  constructor(strings: StringTable) {
    this.#strings = strings;
  }

  /** A placeholder for a name; no expression of ajv's looks like its text. */
  placeholder(slot: Slot): string {
    const text = `\0${slot.kind} ${slot.of}`;
    this.#byText.set(text, slot);
    return this.#strings.placeholder(text);
  }

  /** Meaning of the placeholders, by number. */
  texts(): (string | Slot)[] {
    return this.#strings.texts.map((text) => this.#byText.get(text) ?? text);
  }
}
