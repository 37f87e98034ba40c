/** What every way of mounting routes must do, as data: a request to the small API, and what is to come back. */
import type { TestRequest } from "./adapters.js";

export interface Behaviour extends TestRequest {
  readonly does: string;
  readonly status?: number;
  readonly errcode?: string;
  /** In the text of the error. */
  readonly says?: string;
  /** Members of the echoed call, or of the body. */
  readonly gives?: Readonly<Record<string, unknown>>;
  readonly answerHeaders?: Readonly<Record<string, string>>;
}

const V3 = "/_matrix/client/v3";
const JSON_TYPE = { "content-type": "application/json" };
const put = (body: string | string[], more: Partial<TestRequest> = {}): TestRequest => ({
  method: "PUT",
  target: `${V3}/things/a`,
  body,
  headers: JSON_TYPE,
  ...more,
});

const PATHS: readonly Behaviour[] = [
  { does: "does not know a path", target: "/_matrix/nowhere", status: 404, errcode: "M_UNRECOGNIZED" },
  {
    does: "does not know a path outside /_matrix",
    target: "/elsewhere",
    status: 404,
    errcode: "M_UNRECOGNIZED",
  },
  { does: "does not know the root", target: "/", status: 404, errcode: "M_UNRECOGNIZED" },
  {
    does: "does not know an unwritten operation",
    method: "POST",
    target: `${V3}/things/list`,
    status: 405,
    errcode: "M_UNRECOGNIZED",
  },
  {
    does: "names the methods of a path",
    method: "DELETE",
    target: `${V3}/things/a`,
    status: 405,
    errcode: "M_UNRECOGNIZED",
    answerHeaders: { allow: "GET, HEAD, OPTIONS, PUT" },
  },
  { does: "prefers literal segments", target: `${V3}/things/list`, gives: { operation: "listThings" } },
  {
    does: "falls back to a parameter for another method",
    ...put('{"name":"x"}', { target: `${V3}/things/list` }),
    gives: { operation: "putThing", path: { id: "list" } },
  },
  { does: "decodes a parameter", target: `${V3}/things/%23a%3Ab`, gives: { path: { id: "#a:b" } } },
  { does: "decodes only once", target: `${V3}/things/%2523`, gives: { path: { id: "%23" } } },
  {
    does: "keeps an encoded slash in its parameter",
    target: `${V3}/things/a%2Fb%2F..`,
    gives: { path: { id: "a/b/.." } },
  },
  { does: "decodes a literal segment", target: `${V3}/thing%73/a`, gives: { path: { id: "a" } } },
  {
    does: "takes long parameters",
    target: `${V3}/things/${"x".repeat(2000)}`,
    gives: { path: { id: "x".repeat(2000) } },
  },
  { does: "leaves plus signs in paths", target: `${V3}/things/a+b`, gives: { path: { id: "a+b" } } },
  ...["%", "%zz", "%ff", "%c3%28"].map((text) => ({
    does: `refuses ${text} in a path`,
    target: `${V3}/things/${text}`,
    status: 400,
    errcode: "M_INVALID_PARAM",
  })),
  { does: "takes no empty parameter", target: `${V3}/things/`, status: 404, errcode: "M_UNRECOGNIZED" },
  { does: "takes no slash more", target: `${V3}/things/a/`, status: 404, errcode: "M_UNRECOGNIZED" },
  { does: "knows suffixes of parameters", target: "/files/a.b.json", gives: { path: { name: "a.b" } } },
  {
    does: "knows a name that every object has",
    target: `${V3}/things/__proto__`,
    gives: { path: { id: "__proto__" } },
  },
  ...["", "/"].map((end) => ({
    does: `takes an empty state key${end && " after a slash"}`,
    method: "PUT",
    target: `${V3}/rooms/!a/state/m.room.name${end}`,
    gives: { path: { id: "!a", eventType: "m.room.name", stateKey: "" } },
  })),
  {
    does: "takes a state key",
    method: "PUT",
    target: `${V3}/rooms/!a/state/m.room.member/%40a%3Ab`,
    gives: { path: { id: "!a", eventType: "m.room.member", stateKey: "@a:b" } },
  },
  {
    does: "takes no empty event type",
    method: "PUT",
    target: `${V3}/rooms/!a/state/`,
    status: 404,
    errcode: "M_UNRECOGNIZED",
  },
  {
    does: "checks path parameters",
    target: `${V3}/rooms/a/state`,
    status: 400,
    errcode: "M_INVALID_PARAM",
    says: "id must match",
  },
];

const QUERIES: readonly Behaviour[] = [
  {
    does: "converts query parameters",
    target: `${V3}/things/a?limit=5&ratio=-0.5e1&flag=false&via=x&via=y&ver=10`,
    gives: { query: { limit: 5, ratio: -5, flag: false, via: ["x", "y"], ver: [10] } },
  },
  {
    does: "ignores unknown keys",
    target: `${V3}/things/a?what=ever&limit=1`,
    gives: { query: { limit: 1 } },
  },
  {
    does: "decodes the query as forms do",
    target: `${V3}/things/a?via=a+b%26c&via=`,
    gives: { query: { via: ["a b&c", ""] } },
  },
  {
    does: "takes the first of a repeated key",
    target: `${V3}/things/a?limit=1&limit=2`,
    gives: { query: { limit: 1 } },
  },
  ...[
    "limit=",
    "limit=1.5",
    "limit=0x1",
    "limit=1e3",
    "limit=9007199254740993",
    "ratio=Infinity",
    "flag=1",
    "flag=True",
    "ver=1&ver=b",
  ].map((query) => ({
    does: `refuses ${query}`,
    target: `${V3}/things/a?${query}`,
    status: 400,
    errcode: "M_INVALID_PARAM",
    says: query.slice(0, query.indexOf("=")),
  })),
  {
    does: "misses a required parameter",
    target: `${V3}/lookup?access_token=good`,
    status: 400,
    errcode: "M_MISSING_PARAM",
    says: "kind",
  },
  {
    does: "gives the remaining keys to an object",
    target: `${V3}/lookup?kind=k&a=1&b=2&access_token=good`,
    gives: { query: { kind: "k", fields: { a: "1", b: "2" } } },
  },
  {
    does: "needs no rest for an object",
    target: `${V3}/lookup?kind=k&access_token=good`,
    gives: { query: { kind: "k" } },
  },
];

const BODIES: readonly Behaviour[] = [
  { does: "reads a body", ...put('{"name":"x","more":[1]}'), gives: { body: { name: "x", more: [1] } } },
  {
    does: "reads a body that comes in chunks",
    ...put(['{"na', 'me":"x', '"}']),
    gives: { body: { name: "x" } },
  },
  ...[
    {},
    { "content-type": "text/plain" },
    { "content-type": "application/x-www-form-urlencoded" },
    { "content-type": "rubbish" },
  ].map((headers) => ({
    does: `reads JSON whatever is said of it: ${JSON.stringify(headers)}`,
    ...put('{"name":"x"}', { headers }),
    gives: { body: { name: "x" } },
  })),
  ...["{", "", "nul", '{"name":"x"}}', "name=x"].map((body) => ({
    does: `takes ${JSON.stringify(body)} for no JSON`,
    ...put(body),
    status: 400,
    errcode: "M_NOT_JSON",
  })),
  {
    does: "takes no broken UTF-8",
    ...put(""),
    body: new Uint8Array([0x22, 0xff, 0x22]),
    status: 400,
    errcode: "M_NOT_JSON",
  },
  {
    does: "checks a body",
    ...put('{"name":1}'),
    status: 400,
    errcode: "M_BAD_JSON",
    says: "name must be of type string",
  },
  {
    does: "misses a member of a body",
    ...put("{}"),
    status: 400,
    errcode: "M_BAD_JSON",
    says: "name must be there",
  },
  { does: "takes no list for an object", ...put("[]"), status: 400, errcode: "M_BAD_JSON" },
  {
    does: "bounds the body by its length",
    ...put(`{"name":"${"x".repeat(3000)}"}`),
    status: 413,
    errcode: "M_TOO_LARGE",
  },
  {
    does: "bounds a body without a length",
    ...put(['{"name":"', "x".repeat(1000), "x".repeat(1000), "x".repeat(1000), '"}']),
    status: 413,
    errcode: "M_TOO_LARGE",
  },
  {
    does: "bounds the nesting",
    ...put(`{"name":"x","content":${'{"a":'.repeat(300)}1${"}".repeat(301)}`),
    status: 400,
    errcode: "M_BAD_JSON",
    says: "deep",
  },
  { does: "does not count brackets in texts", ...put(`{"name":"${'[\\\\\\"'.repeat(250)}"}`), status: 200 },
  {
    does: "does without an optional body",
    method: "POST",
    target: `${V3}/ping`,
    gives: { operation: "ping" },
  },
  { does: "reads an optional body", method: "POST", target: `${V3}/ping`, body: "[1]", gives: { body: [1] } },
  {
    does: "gives the body of one twin",
    method: "POST",
    target: `${V3}/rooms/!a/invite`,
    body: '{"address":"a"}',
    gives: { operation: "inviteBy3pid", path: { id: "!a" } },
  },
  {
    does: "gives the body of the other",
    method: "POST",
    target: `${V3}/rooms/!a/invite`,
    body: '{"user_id":"a"}',
    gives: { operation: "inviteUser", path: { roomId: "!a" } },
  },
  {
    does: "complains in the name of the first twin",
    method: "POST",
    target: `${V3}/rooms/!a/invite`,
    body: "{}",
    status: 400,
    errcode: "M_BAD_JSON",
    says: "address",
  },
  {
    does: "complains of JSON in the name of the first twin",
    method: "POST",
    target: `${V3}/rooms/!a/invite`,
    body: "{",
    status: 400,
    errcode: "M_NOT_JSON",
  },
  {
    does: "tells twins apart by their queries",
    target: `${V3}/events?from=1`,
    gives: { operation: "getEvents" },
  },
  {
    does: "prefers the twin that knows the query",
    target: `${V3}/events?from=1&room_id=!a`,
    gives: { operation: "peekEvents" },
  },
  {
    does: "passes bytes on",
    method: "POST",
    target: "/_matrix/media/v3/upload",
    body: new Uint8Array([0, 255, 1]),
    headers: { "content-type": "image/png" },
    status: 200,
    answerHeaders: { "content-type": "image/png" },
  },
];

export const BEHAVIOURS: readonly Behaviour[] = [...PATHS, ...QUERIES, ...BODIES];
