/** Which operation a path names, and what its parameters are. */
import { type Behaviour, put, V3 } from "./behaviour.js";

export const PATHS: readonly Behaviour[] = [
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
