/** Shared by all emitted modules: Matrix identifiers as types, and the shape of guards and checks. */

/** `@localpart:server`; old accounts may have any localpart. */
export type UserId = `@${string}:${string}`;
/** `!opaque:server`, or `!opaque` since room version 12. */
export type RoomId = `!${string}`;
/** `$opaque`, with `:server` in room versions 1 and 2. */
export type EventId = `$${string}`;
/** `#name:server` */
export type RoomAlias = `#${string}:${string}`;
/** `mxc://server/media` */
export type MxcUri = `mxc://${string}/${string}`;
/** A host name or address with an optional port. */
export type ServerName = string;

/**
 * The content of an event of that type, where `Contents` has it by its type; otherwise `Other`, since anyone may have types of
 * their own.
 */
export type ContentOf<
  Contents,
  Type extends string,
  Other = Record<string, unknown>,
> = Type extends keyof Contents ? Contents[Type] : Other;

/** The form that a property such as `msgtype` asks for, besides that of the type. It is `unknown` for a type without kinds. */
export type VariantOf<Variants, Type extends string, Content> = Type extends keyof Variants
  ? Variants[Type] extends { readonly by: infer By extends string; readonly contents: infer Contents }
    ? Content extends { readonly [key in By]: infer Kind extends keyof Contents }
      ? Contents[Kind]
      : unknown
    : unknown
  : unknown;

/** One problem of a value: where it is, what is wrong, and the JSON Schema keyword that says so. */
export interface Issue {
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly keyword: string;
}

export type CheckResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly issues: readonly Issue[] };

/** Tells whether a value has the type; the fastest way to ask. */
export type Guard<T> = (value: unknown) => value is T;

/** Gives the value with its type, or all its problems; any library that takes a Standard Schema takes it too. */
export interface Check<T> {
  (value: unknown): CheckResult<T>;
  readonly "~standard": StandardSchema<T>;
  /** The same with up to `limit` problems; `check(value)` stops at twenty. */
  readonly "~issues"?: (value: unknown, limit: number) => CheckResult<T>;
}

/** Version 1 of the interface that validators share (standardschema.dev). */
export interface StandardSchema<T> {
  readonly version: 1;
  readonly vendor: string;
  readonly validate: (
    value: unknown,
  ) => { readonly value: T; readonly issues?: undefined } | { readonly issues: readonly StandardIssue[] };
  readonly types?: { readonly input: T; readonly output: T } | undefined;
}

export interface StandardIssue {
  readonly message: string;
  readonly path?: readonly PropertyKey[] | undefined;
}

type Digit = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;
type NumbersOf<Text extends string> = Text extends `${infer Value extends number}` ? Value : never;

/** Informational statuses, where the specification says `1XX`. */
export type Status1XX = NumbersOf<`1${Digit}${Digit}`>;
/** Successes, where the specification says `2XX`. */
export type Status2XX = NumbersOf<`2${Digit}${Digit}`>;
/** Redirections, where the specification says `3XX`. */
export type Status3XX = NumbersOf<`3${Digit}${Digit}`>;
/** Errors of the client, where the specification says `4XX`. */
export type Status4XX = NumbersOf<`4${Digit}${Digit}`>;
/** Errors of the server, where the specification says `5XX`. */
export type Status5XX = NumbersOf<`5${Digit}${Digit}`>;

/** Statuses of a range of which nothing nearer is said: all but those declared, where the specification says `default`. */
export type OtherStatus<
  Declared extends number,
  Range extends number = Status1XX | Status2XX | Status3XX | Status4XX | Status5XX,
> = Exclude<Range, Declared>;
