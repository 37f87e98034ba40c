/** Tables that say what a route table does not: where events are, which headers answers have, and where schemas stand. */
import type { Check } from "../matrix.js";
import type { Route } from "./route.js";

/** Place of a schema in the specification, as a tree of the properties that it knows. */
export interface Place {
  /** `file#pointer`; missing where it follows from the place above. */
  readonly at?: string;
  /** Places of other types, `module/Name`, that say the same value is theirs too. */
  readonly is?: readonly string[];
  readonly properties?: { readonly [name: string]: Place };
  readonly items?: Place;
  /** Values of a map. */
  readonly values?: Place;
}

/** Form that events have at a place: whole, with few members, as servers exchange them, or without ID; `unit` is not an event, but like one. */
export type EventForm = "full" | "stripped" | "pdu" | "basic" | "unit";

/** Place in a body that holds events, or the content of one. */
export interface EventPlace {
  /** Property names; `*` stands for each item or member. */
  readonly path: readonly string[];
  readonly form: EventForm | "content";
  /** For a content: the path parameter that has its type. */
  readonly type?: string;
}

/** Header of an answer. */
export interface AnswerHeader {
  /** In lower case. */
  readonly name: string;
  readonly required?: true;
}

/** A body of an operation: its place in the specification, and the events in it. */
export interface Inspected {
  /** `module/Name` */
  readonly type?: string;
  readonly events?: readonly EventPlace[];
  readonly headers?: readonly AnswerHeader[];
}

/** Facts about one operation beside its route. */
export interface Inspection {
  /** `file#pointer` */
  readonly at: string;
  /** Release that added it, such as `1.7`. */
  readonly since?: string;
  readonly parameters?: { readonly [place: string]: string };
  readonly body?: Inspected;
  /** By status, or by range such as `3XX`. */
  readonly answers: { readonly [status: string]: Inspected };
}

/** Check of an event's content, by the event's type and, where it has them, by sub-type. */
export interface ContentInspection {
  readonly check?: Check<unknown>;
  /** `module/Name` */
  readonly type?: string;
  /** Property of the content that tells sub-types apart. */
  readonly by?: string;
  readonly forms?: { readonly [subType: string]: ContentInspection };
}

/** One release of the specification, ready to judge by. */
export interface ReleaseTables {
  /** Address of the specification's pages of this release. */
  readonly site: string;
  readonly routes: readonly Route[];
  /** By API, then by the operation's name. */
  readonly inspections: { readonly [api: string]: { readonly [name: string]: Inspection } };
  /** By event type. */
  readonly contents: { readonly [type: string]: ContentInspection };
  /** Of ephemeral units as a whole, by their `edu_type`. */
  readonly units?: { readonly [type: string]: ContentInspection };
  /** By module, then by the type's name. */
  readonly places: { readonly [module: string]: { readonly [name: string]: Place } };
}
