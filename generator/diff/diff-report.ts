/** Result of a comparison: the documented shape of `knockgen diff --format json`, from which every other format is made. */

/** Who may break: who calls an operation or sends an event, who implements an operation, who reads events. */
export type Audience = "caller" | "server" | "reader";

/** Where in the exchange the changed thing stands; what is harmless on one side breaks on another. */
export type Side = "operation" | "request" | "response" | "event";

/**
 * `breaking` changes the wire. `stricter` does not, but generated validators or types judge some value otherwise than
 * before. `annotation` says the same values more precisely (a format, a default); `documentation` is words only, and is
 * left out unless asked for.
 */
export type Severity = "breaking" | "stricter" | "compatible" | "annotation" | "documentation";

/** The class of a change for one who writes every line by hand, and for one who uses generated code. */
export interface Classes {
  readonly wire: Exclude<Severity, "stricter">;
  readonly generated: Exclude<Severity, "stricter">;
}

export interface OperationRef {
  readonly operationId: string;
  readonly method: string;
  readonly path: string;
}

/** Subject of a change; `old` is missing for additions, `new` for removals. */
export type Subject =
  | {
      readonly kind: "operation";
      readonly api: string;
      readonly old?: OperationRef;
      readonly new?: OperationRef;
    }
  | { readonly kind: "event"; readonly type: string; readonly subType?: string }
  /** A definition that only the specification's prose refers to, such as the format of a PDU or an EDU. */
  | { readonly kind: "definition"; readonly api: string; readonly name: string };

/** A place in one of the two specifications. */
export interface Source {
  /** Relative to the specification's folder. */
  readonly file: string;
  /** JSON Pointer into the file. */
  readonly pointer: string;
  /** 1-based. */
  readonly line: number;
}

/** One difference between two releases, and the parties that it breaks. */
export interface Change {
  /** Stable as long as both specifications are: rule, subject, place and path. */
  readonly id: string;
  /** Documented in `docs/diff-rules.md`. */
  readonly rule: string;
  /** The worse of both classes; `stricter` where only generated code breaks. */
  readonly severity: Severity;
  readonly classes: Classes;
  /** On the wire or in generated code; not empty exactly where `severity` is `breaking` or `stricter`. */
  readonly breaks: readonly Audience[];
  readonly subject: Subject;
  readonly side: Side;
  /** `operation`, `path`, `query`, `header`, `request`, `response 200`, `event` or `definition`. */
  readonly place: string;
  /** Down to the property, `body.rooms.knock.<key>.knock_state`; empty for the place as a whole. */
  readonly path: string;
  /** One sentence without the path. */
  readonly message: string;
  readonly before?: string;
  readonly after?: string;
  readonly old?: Source;
  readonly new?: Source;
  /** Equal for one edit that shows in many places, such as a property of a definition that many operations use. */
  readonly group: string;
}

export interface Counts {
  readonly added: number;
  readonly removed: number;
  readonly moved: number;
  readonly renamed: number;
  readonly deprecated: number;
  readonly changed: number;
}

export interface Summary {
  readonly operations: Counts;
  readonly events: Pick<Counts, "added" | "removed" | "changed">;
  readonly changes: { readonly [severity in Severity]: number };
  readonly breaks: { readonly [audience in Audience]: number };
}

/** A place in the user's own code that uses what changes. */
export interface Usage {
  /** Relative to the folder given with `--against`. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly column: number;
  readonly what: "handler" | "call" | "type" | "property" | "event";
  /** The identifier as it stands in the code. */
  readonly name: string;
  /** Ids of the changes that reach this place. */
  readonly changes: readonly string[];
}

/** All differences between two releases. */
export interface DiffReport {
  /** Raised when a field changes its meaning or goes. */
  readonly formatVersion: 1;
  readonly old: string;
  readonly new: string;
  readonly summary: Summary;
  readonly changes: readonly Change[];
  /** Only with `--against`. */
  readonly usages?: readonly Usage[];
}
