/** The rest of what every way of mounting routes must do: credentials, answers, and what web pages need. */
import type { Behaviour } from "./behaviours.js";

const V3 = "/_matrix/client/v3";
const good = { user: "@good:a" };
const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });

const CREDENTIALS: readonly Behaviour[] = [
  { does: "misses a token", target: `${V3}/whoami`, status: 401, errcode: "M_MISSING_TOKEN" },
  {
    does: "misses a token before a parameter",
    target: `${V3}/lookup`,
    status: 401,
    errcode: "M_MISSING_TOKEN",
  },
  {
    does: "takes a token in the header",
    target: `${V3}/whoami`,
    headers: bearer("good"),
    gives: { auth: good },
  },
  {
    does: "takes the scheme in any case",
    target: `${V3}/whoami`,
    headers: { authorization: "bEaReR good" },
    gives: { auth: good },
  },
  { does: "takes a token in the query", target: `${V3}/whoami?access_token=good`, gives: { auth: good } },
  {
    does: "prefers the header",
    target: `${V3}/whoami?access_token=expired`,
    headers: bearer("good"),
    gives: { auth: good },
  },
  {
    does: "does not take another scheme for a token",
    target: `${V3}/whoami`,
    headers: { authorization: "Basic good" },
    status: 401,
    errcode: "M_MISSING_TOKEN",
  },
  {
    does: "does not take an empty token",
    target: `${V3}/whoami?access_token=`,
    headers: bearer(""),
    status: 401,
    errcode: "M_MISSING_TOKEN",
  },
  {
    does: "hears of a bad token",
    target: `${V3}/whoami`,
    headers: bearer("expired"),
    status: 401,
    errcode: "M_UNKNOWN_TOKEN",
    gives: { soft_logout: true },
  },
  {
    does: "hides what goes wrong with a token",
    target: `${V3}/whoami`,
    headers: bearer("broken"),
    status: 500,
    errcode: "M_UNKNOWN",
  },
  {
    does: "lets strangers through where it may",
    target: `${V3}/greet`,
    gives: { operation: "greet", auth: undefined },
  },
  {
    does: "does not read the query where only the header counts",
    target: `${V3}/greet?access_token=expired`,
    gives: { auth: undefined },
  },
  {
    does: "judges a token that need not be there",
    target: `${V3}/greet`,
    headers: bearer("expired"),
    status: 401,
    errcode: "M_UNKNOWN_TOKEN",
  },
  {
    does: "knows those who need not say",
    target: `${V3}/greet`,
    headers: bearer("good"),
    gives: { auth: good },
  },
  {
    does: "does not judge where nothing is asked",
    target: `${V3}/things/a`,
    headers: bearer("expired"),
    gives: { auth: undefined },
  },
  {
    does: "misses a signature",
    method: "PUT",
    target: "/_matrix/federation/v1/send/1",
    body: "{}",
    headers: bearer("good"),
    status: 401,
    errcode: "M_MISSING_TOKEN",
  },
  {
    does: "gives a signature all that it covers",
    method: "PUT",
    target: "/_matrix/federation/v1/send/%21a?b=%7e+c",
    body: '{ "a": 1 }',
    headers: { authorization: 'X-Matrix origin="a, X-Matrix b",key="k",sig="s"' },
    gives: {
      method: "PUT",
      target: "/_matrix/federation/v1/send/%21a?b=%7e+c",
      authorization: ['X-Matrix origin="a, X-Matrix b",key="k",sig="s"'],
      length: 10,
      content: { a: 1 },
    },
  },
  {
    does: "tells joined signatures apart",
    method: "PUT",
    target: "/_matrix/federation/v1/send/1",
    body: "{}",
    headers: { authorization: 'X-Matrix origin=a,key="1",sig=s, x-matrix origin=a,key="2",sig=s' },
    gives: { authorization: ['X-Matrix origin=a,key="1",sig=s', 'x-matrix origin=a,key="2",sig=s'] },
  },
  {
    does: "tells a signer that the body is no JSON",
    method: "PUT",
    target: "/_matrix/federation/v1/send/1",
    body: "{",
    headers: { authorization: "X-Matrix a" },
    status: 400,
    errcode: "M_NOT_JSON",
  },
];

const ANSWERS: readonly Behaviour[] = [
  {
    does: "says nothing of what a handler threw",
    target: `${V3}/crash`,
    status: 500,
    errcode: "M_UNKNOWN",
    gives: { error: "Internal server error" },
  },
  {
    does: "sends an error that was thrown",
    target: `${V3}/forbid`,
    status: 403,
    errcode: "M_FORBIDDEN",
    gives: { errcode: "M_FORBIDDEN", error: "Not you", why: "because" },
    answerHeaders: { "content-type": "application/json", "retry-after": "1" },
  },
  {
    does: "sends an error that was returned",
    target: `${V3}/refuse`,
    status: 429,
    errcode: "M_LIMIT_EXCEEDED",
    gives: { retry_after_ms: 5 },
  },
  {
    does: "finds an answer that breaks its schema",
    target: `${V3}/lie`,
    status: 500,
    errcode: "M_UNKNOWN",
    says: "room_id must be of type string",
  },
  { does: "finds an answer that is none", target: `${V3}/explode`, status: 500, errcode: "M_UNKNOWN" },
  { does: "finds a header that would become two", target: `${V3}/inject`, status: 500, errcode: "M_UNKNOWN" },
  {
    does: "redirects",
    target: `${V3}/redirect`,
    status: 307,
    answerHeaders: { location: "https://elsewhere.example/" },
  },
  {
    does: "answers HEAD like GET, without the body",
    method: "HEAD",
    target: `${V3}/things/a`,
    status: 200,
    answerHeaders: { "content-type": "application/json" },
  },
  { does: "does not answer HEAD where there is no GET", method: "HEAD", target: `${V3}/ping`, status: 405 },
];

const ANY_ORIGIN = { "access-control-allow-origin": "*" };
const WEB_PAGES: readonly Behaviour[] = [
  {
    does: "lets web pages ask what they may",
    method: "OPTIONS",
    target: `${V3}/whoami`,
    headers: { origin: "https://page.example", "access-control-request-method": "GET" },
    status: 204,
    answerHeaders: {
      ...ANY_ORIGIN,
      "access-control-allow-methods": "GET, POST, PUT, DELETE, OPTIONS",
      "access-control-allow-headers": "X-Requested-With, Content-Type, Authorization",
    },
  },
  {
    does: "lets web pages ask of what is not there",
    method: "OPTIONS",
    target: `${V3}/nothing`,
    status: 204,
    answerHeaders: ANY_ORIGIN,
  },
  { does: "lets web pages read answers", target: `${V3}/things/a`, status: 200, answerHeaders: ANY_ORIGIN },
  { does: "lets web pages read errors", target: `${V3}/whoami`, status: 401, answerHeaders: ANY_ORIGIN },
  {
    does: "lets web pages read that there is nothing",
    target: `${V3}/nothing`,
    status: 404,
    answerHeaders: ANY_ORIGIN,
  },
  {
    does: "lets web pages read that a path is broken",
    target: `${V3}/things/%`,
    status: 400,
    answerHeaders: ANY_ORIGIN,
  },
];

export const MORE_BEHAVIOURS: readonly Behaviour[] = [...CREDENTIALS, ...ANSWERS, ...WEB_PAGES];
