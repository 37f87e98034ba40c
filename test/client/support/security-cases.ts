/** Credentials of every kind of scheme, alone, together, and one for another. */
import type { Json } from "../../../generator/json.js";
import type { WireCase } from "./wire-case.js";

export const SCHEMES: { readonly [name: string]: Json } = {
  login: { type: "http", scheme: "basic" },
  bearer: { type: "http", scheme: "BEARER" },
  digest: { type: "http", scheme: "Digest" },
  headKey: { type: "apiKey", in: "header", name: "X-Shop-Key" },
  askKey: { type: "apiKey", in: "query", name: "shop key" },
  jarKey: { type: "apiKey", in: "cookie", name: "sid" },
  oauth: { type: "oauth2", flows: {} },
  oidc: { type: "openIdConnect", openIdConnectUrl: "https://a.test" },
  tls: { type: "mutualTLS" },
  accessTokenBearer: { type: "http", scheme: "bearer" },
  shopAccessToken: { type: "apiKey", in: "header", name: "X-Shop-Token" },
  accessTokenAsked: { type: "apiKey", in: "query", name: "token" },
  signedRequest: { type: "apiKey", in: "header", name: "X-Shop-Signature" },
};

let number = 0;

function secured(
  security: readonly Json[],
  options: NonNullable<WireCase["options"]>,
  headers: Readonly<Record<string, string | null>>,
  auth: unknown,
  target = "",
): WireCase {
  const path = `/_matrix/security/${number++}`;
  return {
    says: `${JSON.stringify(security)} with ${JSON.stringify(options)}`,
    operation: { security },
    path,
    request: {},
    options,
    sends: {
      target: path + target,
      headers: { authorization: null, cookie: null, "x-shop-key": null, ...headers },
    },
    sees: { auth },
  };
}

const ada = { username: "ada", password: "pä:w" };
const all = { headKey: "h", askKey: "k&1", jarKey: "abc", login: ada, bearer: "B" };

export const SECURITY: readonly WireCase[] = [
  secured(
    [{ login: [] }],
    { token: "T", credentials: { login: ada } },
    { authorization: "Basic YWRhOnDDpDp3" },
    { login: ada },
  ),
  secured([{ bearer: [] }], { credentials: all }, { authorization: "Bearer B" }, { bearer: "B" }),
  secured([{ bearer: [] }], { token: "T" }, { authorization: "Bearer T" }, { bearer: "T" }),
  secured(
    [{ "#/components/securitySchemes/bearer": [] }],
    { token: "T" },
    { authorization: "Bearer T" },
    { bearer: "T" },
  ),
  // As all of Google's descriptions have it: one token for both.
  secured([{ oauth: [], oidc: [] }], { token: "T" }, { authorization: "Bearer T" }, { oauth: "T" }),
  secured(
    [{ oauth: [], bearer: [], headKey: [] }],
    { credentials: { bearer: "B", headKey: "h" } },
    { authorization: "Bearer B", "x-shop-key": "h" },
    { bearer: "B", headKey: "h" },
  ),
  secured(
    [{ digest: [] }],
    { credentials: { digest: 'username="a", uri="/"' } },
    { authorization: 'Digest username="a", uri="/"' },
    { digest: 'username="a", uri="/"' },
  ),
  secured([{ headKey: [] }], { token: "T", credentials: all }, { "x-shop-key": "h" }, { headKey: "h" }),
  secured([{ askKey: [] }], { token: "T", credentials: all }, {}, { askKey: "k&1" }, "?shop%20key=k%261"),
  secured([{ jarKey: [] }], { token: "T", credentials: all }, { cookie: "sid=abc" }, { jarKey: "abc" }),
  secured(
    [{ oauth: ["read"] }, { oidc: [] }],
    { token: () => "T" },
    { authorization: "Bearer T" },
    { oauth: "T" },
  ),
  secured(
    [{ oidc: [] }],
    { token: "T", credentials: { oidc: async () => "later" } },
    { authorization: "Bearer later" },
    { oidc: "later" },
  ),
  secured([{ tls: [] }], { token: "T" }, {}, { tls: "" }),
  secured(
    [{ headKey: [], askKey: [], login: [] }],
    { credentials: all },
    { "x-shop-key": "h", authorization: "Basic YWRhOnDDpDp3" },
    { headKey: "h", askKey: "k&1", login: ada },
    "?shop%20key=k%261",
  ),
  secured([{ headKey: [] }, { bearer: [] }], { token: "T" }, { authorization: "Bearer T" }, { bearer: "T" }),
  secured([{ headKey: [] }, { bearer: [] }], { credentials: all }, { "x-shop-key": "h" }, { headKey: "h" }),
  secured(
    [{ headKey: [], jarKey: [] }, { askKey: [] }],
    { credentials: { headKey: "h", askKey: "q" } },
    {},
    { askKey: "q" },
    "?shop%20key=q",
  ),
  secured([{}, { headKey: [] }], {}, {}, undefined),
  secured([{}, { headKey: [] }], { credentials: all }, { "x-shop-key": "h" }, { headKey: "h" }),
  secured([], { token: "T", credentials: all }, {}, undefined),
  // Names of Matrix's own schemes, for what goes elsewhere.
  secured(
    [{ shopAccessToken: [] }],
    { token: "T", credentials: { shopAccessToken: "s" } },
    { "x-shop-token": "s" },
    { shopAccessToken: "s" },
  ),
  secured(
    [{ accessTokenAsked: [] }],
    { credentials: { accessTokenAsked: "a" } },
    {},
    { accessTokenAsked: "a" },
    "?token=a",
  ),
  secured(
    [{ signedRequest: [] }],
    { credentials: { signedRequest: "s" } },
    { "x-shop-signature": "s" },
    { signedRequest: "s" },
  ),
  secured([{ accessTokenBearer: [] }], { token: "T", credentials: all }, { authorization: "Bearer T" }, "T"),
  {
    says: "a key in a cookie beside a cookie parameter, and a key in the query beside an open object",
    operation: {
      security: [{ jarKey: [], askKey: [] }],
      parameters: [
        { in: "cookie", name: "seen", schema: { type: "integer" } },
        { in: "query", name: "rest", schema: { type: "object", additionalProperties: { type: "string" } } },
      ],
    },
    path: "/_matrix/security/beside",
    request: { cookies: { seen: 1 }, query: { rest: { a: "b" } } },
    options: { credentials: all },
    sends: {
      target: "/_matrix/security/beside?a=b&shop%20key=k%261",
      headers: { cookie: "seen=1; sid=abc" },
    },
  },
];
