/** Credentials by the names of security schemes, and where in a request each of them is. */

/** One scheme, of which the name is the document's own. */
export interface SchemeUse {
  readonly name: string;
  /** A word of `Authorization`; a header, key of the query or cookie; or a certificate, which is below HTTP. */
  readonly in: "authorization" | "header" | "query" | "cookie" | "tls";
  /** `Basic`; or the name of the header, key or cookie. */
  readonly key?: string;
}

/** Schemes that are needed together. */
export type Requirement = readonly SchemeUse[];

export interface BasicCredential {
  readonly username: string;
  readonly password: string;
}

/** Text of a token or key, or of what follows the scheme's word in `Authorization`; for `basic`, a user. */
export type CredentialValue = string | BasicCredential;

/** A value, or a function that gives one when it is needed. */
export type CredentialSource<Value extends CredentialValue = CredentialValue> =
  | Value
  | (() => Value | undefined | Promise<Value | undefined>);

/** By the names of schemes. */
export interface AnyCredentials {
  readonly [scheme: string]: CredentialSource | undefined;
}

/** Credentials of a request for the first requirement that it meets; undefined where it meets none. */
export type FindCredentials = (
  requirements: readonly Requirement[],
  request: { readonly header: (name: string) => string | undefined; readonly query: URLSearchParams },
) => { readonly [scheme: string]: CredentialValue } | undefined;

/** Credentials that a caller has at hand. */
export interface CredentialOptions {
  readonly credentials?: AnyCredentials | undefined;
  readonly token?: string | (() => string | undefined | Promise<string | undefined>) | undefined;
}

/** Sets headers, and gives the address with the credentials that go there. */
export type SendCredentials = (
  operation: { readonly requirements?: readonly Requirement[] },
  target: { readonly uri: string; readonly headers: Headers },
  options: CredentialOptions,
  callOptions: CredentialOptions,
) => Promise<string>;
