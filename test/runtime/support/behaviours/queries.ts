/** Reading of queries. */
import { type Behaviour, V3 } from "./behaviour.js";

export const QUERIES: readonly Behaviour[] = [
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
  {
    does: "takes keys that every object has",
    target: `${V3}/things/a?__proto__=x&constructor=y`,
    gives: { query: JSON.parse('{"__proto__":"x"}') },
  },
  {
    does: "gives keys that every object has to an object",
    target: `${V3}/lookup?kind=k&__proto__=x&toString=y&access_token=good`,
    gives: { query: JSON.parse('{"kind":"k","fields":{"__proto__":"x","toString":"y"}}') },
  },
  {
    does: "takes what is no escape for what it is, as forms do",
    target: `${V3}/things/a?via=%&via=%zz&&=&limit=1`,
    gives: { query: { limit: 1, via: ["%", "%zz"] } },
  },
  ...[
    "limit=",
    "limit=%",
    "limit=1%002",
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
