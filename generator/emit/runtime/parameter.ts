/** Parameters of an operation: where each travels, how it is written, and what its text stands for. */

export interface Parameter {
  readonly in: "path" | "query" | "header" | "cookie" | "form";
  /** Header names are in lower case. */
  readonly name: string;
  /** Type that the text is converted to. An object takes each query key that no other parameter claims. */
  readonly type: Scalar | "object";
  /** One value for each time that the query has the key. */
  readonly list?: true;
  readonly required?: true;
  /** The last segment of the path may be left out, with or without the slash before it; the value is then empty. */
  readonly mayBeEmpty?: true;
  /** How the value is written; missing where no parameter of the operation needs more than `type` and `list` say. */
  readonly form?: ParameterForm;
}

/** The form of a value that is more than a text of its own. */
export interface ParameterForm {
  readonly style: ParameterStyle;
  /** Each item or member by itself instead of all in one text. */
  readonly explode?: true;
  /** Characters that mean something in an address stay as they are. */
  readonly allowReserved?: true;
  readonly shape: Shape;
}

/** The styles of OpenAPI, lists with tabs as Swagger 2.0 has them, and `json` for a value that is written as JSON. */
export type ParameterStyle =
  | "simple"
  | "label"
  | "matrix"
  | "form"
  | "spaceDelimited"
  | "pipeDelimited"
  | "tabDelimited"
  | "deepObject"
  | "cookie"
  | "json";

type Single = "string" | "integer" | "number" | "boolean";

/** Where several are possible, the first that the text can be read as. */
export type Scalar = Single | `${Single}|${Single}` | `${Single}|${Single}|${Single}`;

export interface ListShape {
  readonly list: Scalar;
  /** Of the first items, where they have types of their own. */
  readonly first?: readonly Scalar[];
}

/** Meaning of a text: one value, a list, or an object with what is known of its members. */
export type Shape =
  | Scalar
  | ListShape
  | {
      readonly members: { readonly [name: string]: Scalar | ListShape };
      /** Of members that are not named; missing where there are none. */
      readonly others?: Scalar;
    };

/** The parameters of one place. */
export type Values = Readonly<Record<string, unknown>>;

export interface ParameterValues {
  readonly path: Values;
  readonly query: Values;
  readonly headers: Values;
  readonly cookies: Values;
}

/** The texts of a request that parameters are read from. */
export interface ParameterTexts {
  /** Texts of the path parameters, decoded. */
  readonly path: ReadonlyMap<string, string>;
  readonly query: URLSearchParams;
  /** A header's value by its name in lower case; repeated headers are joined by commas. */
  readonly header: (name: string) => string | undefined;
  /** Path below the prefix, and query, as they arrived; missing where only plain parameters are read. */
  readonly target?: { readonly path: string; readonly query: string };
}

/** An operation, as far as its parameters are concerned. */
export interface Parameterized {
  /** From the root, with `{name}` for each parameter. */
  readonly path: string;
  readonly parameters?: readonly Parameter[];
  /** Keys of the query that hold credentials. */
  readonly credentialKeys?: readonly string[];
}

export type ReadParameters = (route: Parameterized, texts: ParameterTexts) => ParameterValues;
