/** Finds the credential of a request, by the ways that the operation takes one. */
import { MatrixHttpError } from "./matrix-http-error.js";
import type { CredentialValue, Requirement } from "./requirement.js";
import type { IncomingRequest, Route } from "./route.js";

interface CredentialContext {
  readonly operation: Route;
  readonly request: IncomingRequest;
  /** The body as it arrived; read when first asked for. Rejects with what the client is to be told. */
  readonly bytes: () => Promise<Uint8Array>;
  /** The parsed body, undefined when there is none: what a signed request is signed over, with its method and target. */
  readonly content: () => Promise<unknown>;
}

export type Credential =
  | (CredentialContext & {
      readonly scheme: "bearer" | "query";
      readonly token: string;
      /** By the name of its scheme, where that is none of Matrix's own. */
      readonly credentials?: Readonly<Record<string, CredentialValue>>;
    })
  | (CredentialContext & {
      readonly scheme: "x-matrix";
      /** Each `Authorization: X-Matrix …`, as a server may sign with several keys. */
      readonly authorization: readonly string[];
    })
  | (CredentialContext & {
      /** Credentials of a description with security schemes of its own. */
      readonly scheme: "named";
      /** By the names of schemes: all that one requirement of the operation asks for. */
      readonly credentials: Readonly<Record<string, CredentialValue>>;
      /** The first of them as text; empty where it is none. */
      readonly token: string;
    });

/** Says who is calling, or answers with an error of Matrix, returned or thrown. */
export type Authenticate<Auth> = (
  credential: Credential,
) => Auth | MatrixHttpError | Promise<Auth | MatrixHttpError>;

/** The credential to judge; undefined when there is none and none is needed. */
export function findCredential(context: CredentialContext, query: URLSearchParams): Credential | undefined {
  const { operation } = context;
  if (operation.findCredentials !== undefined) return findNamed(context, query);
  const schemes = operation.security ?? [];
  if (schemes.length === 0) return undefined;
  const found = findKnown(context, schemes, query);
  if (found !== undefined || operation.anonymous) return found;
  throw new MatrixHttpError(
    401,
    "M_MISSING_TOKEN",
    schemes.every((scheme) => scheme === "x-matrix")
      ? "Missing X-Matrix authorization"
      : "Missing access token",
  );
}

/** The first credential of Matrix's own schemes that the request has. */
function findKnown(
  context: CredentialContext,
  schemes: readonly string[],
  query: URLSearchParams,
): Credential | undefined {
  const authorization = splitAuthorization(context.request.header("authorization") ?? "");
  // Releases before v1.11 declare the query parameter only, and say in words that the header is as good.
  if (schemes.includes("bearer") || schemes.includes("query")) {
    const token = authorization.map((value) => /^bearer +(\S+) *$/i.exec(value)?.[1]).find((found) => found);
    if (token !== undefined) return { ...context, scheme: "bearer", token };
  }
  if (schemes.includes("x-matrix")) {
    const signed = authorization.filter((value) => /^x-matrix\s/i.test(value));
    if (signed.length > 0) return { ...context, scheme: "x-matrix", authorization: signed };
  }
  const token = schemes.includes("query") ? query.get("access_token") : undefined;
  return token ? { ...context, scheme: "query", token } : undefined;
}

function findNamed(context: CredentialContext, query: URLSearchParams): Credential | undefined {
  const { operation, request } = context;
  const { requirements = [] } = operation;
  const credentials = operation.findCredentials?.(requirements, { header: request.header, query });
  if (credentials !== undefined) {
    const [[name, first = ""] = [], ...more] = Object.entries(credentials);
    const token = typeof first === "string" ? first : "";
    const use = requirements.flat().find((each) => each.name === name);
    const isBearer = more.length === 0 && use?.in === "authorization" && use.key === "Bearer";
    return { ...context, scheme: isBearer ? "bearer" : "named", credentials, token };
  }
  if (operation.anonymous) return undefined;
  throw new MatrixHttpError(
    401,
    "M_MISSING_TOKEN",
    `Missing credentials: ${requirements.map(inWords).join(", or ")}`,
  );
}

function inWords(requirement: Requirement): string {
  return requirement.map(({ name }) => name).join(" and ");
}

/** `X-Matrix a="1,2", X-Matrix b` -> two: HTTP allows joining headers of one name with commas. */
function splitAuthorization(value: string): string[] {
  const parts: string[] = [];
  let start = 0;
  let inQuotes = false;
  for (let index = 0; index < value.length; index++) {
    const character = value[index];
    if (inQuotes && character === "\\") index++;
    else if (character === '"') inQuotes = !inQuotes;
    else if (
      character === "," &&
      !inQuotes &&
      /^,\s*(?:x-matrix|bearer)\s/i.test(value.slice(index, index + 40))
    ) {
      parts.push(value.slice(start, index).trim());
      start = index + 1;
    }
  }
  return [...parts, value.slice(start).trim()].filter((part) => part !== "");
}
