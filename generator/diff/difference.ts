/** Differences found by the comparison, before any rule has judged them. */
import type { Origin } from "../diagnostic.js";
import type { Side, Subject } from "./diff-report.js";

export type DifferenceKind =
  // operations
  | "operation-added"
  | "operation-removed"
  | "operation-absorbed"
  | "operation-moved"
  | "operation-method"
  | "operation-renamed"
  | "security-required"
  | "security-optional"
  | "security-offered"
  | "security-withdrawn"
  | "scope-added"
  | "scope-removed"
  | "servers"
  | "links"
  | "security-scheme-added"
  | "security-scheme-removed"
  | "security-scheme-renamed"
  // events and definitions
  | "event-added"
  | "event-removed"
  | "definition-added"
  | "definition-removed"
  // parts of operations
  | "parameter-added"
  | "parameter-removed"
  | "parameter-required"
  | "parameter-optional"
  | "parameter-renamed"
  | "parameter-form"
  | "parameter-reserved"
  | "body-added"
  | "body-removed"
  | "body-required"
  | "body-optional"
  | "body-described"
  | "body-undescribed"
  | "media-type-added"
  | "media-type-removed"
  | "field-form"
  | "response-added"
  | "response-removed"
  | "header-added"
  | "header-removed"
  | "header-required"
  | "header-optional"
  // schemas
  | "property-added"
  | "property-removed"
  | "requirement-added"
  | "requirement-removed"
  | "property-required"
  | "property-optional"
  | "type-widened"
  | "type-narrowed"
  | "type-changed"
  | "type-stated"
  | "type-unstated"
  | "value-added"
  | "value-removed"
  | "values-limited"
  | "values-opened"
  | "identifier-changed"
  | "format-added"
  | "format-removed"
  | "format-changed"
  | "key-format"
  | "checks-changed"
  | "content"
  | "tuple-changed"
  | "verdict-changed"
  | "constraint-tightened"
  | "constraint-loosened"
  | "constraint-changed"
  | "alternative-added"
  | "alternative-removed"
  | "object-closed"
  | "object-opened"
  | "default-added"
  | "default-removed"
  | "default-changed"
  // what things say about themselves
  | "deprecated"
  | "undeprecated"
  | "since"
  | "description"
  | "summary";

/** Which values validators and types of generated code let through: fewer, more, or some fewer and some more. */
export type Effect = "narrower" | "wider" | "other";

export interface Difference {
  readonly kind: DifferenceKind;
  readonly subject: Subject;
  readonly side: Side;
  readonly place: string;
  readonly path: string;
  /** The added or removed part is required. */
  readonly required?: boolean;
  /** Of a response: whether its status is one of success or redirection. */
  readonly success?: boolean;
  /** Only where generated code judges or calls some value otherwise, though nothing has changed on the wire. */
  readonly effect?: Effect;
  readonly before?: string;
  readonly after?: string;
  readonly old?: Origin;
  readonly new?: Origin;
}

/** Where the two things that differ stand in their documents. */
export type Places = Pick<Difference, "old" | "new">;
