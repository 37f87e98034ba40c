/** Who is calling, and who may. */
import { type Behaviour, V3 } from "./behaviour.js";

const good = { user: "@good:a" };
const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });

export const CREDENTIALS: readonly Behaviour[] = [
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
