/** Treatment of handlers' answers, and what web pages may see of them. */
import { type Behaviour, V3 } from "./behaviour.js";

export const ANSWERS: readonly Behaviour[] = [
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
  ...["circular", "bigint", "text", "nothing", "elsewhere", "strange", "bodiless", "late"].map((name) => ({
    does: `finds an answer that cannot be sent: ${name}`,
    target: `${V3}/broken/${name}`,
    status: 500,
    errcode: "M_UNKNOWN",
  })),
  {
    does: "finds a stream where bytes are due",
    target: `${V3}/download`,
    status: 500,
    errcode: "M_UNKNOWN",
  },
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
export const WEB_PAGES: readonly Behaviour[] = [
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
  {
    does: "lets web pages ask of a path that is broken",
    method: "OPTIONS",
    target: `${V3}/things/%`,
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
