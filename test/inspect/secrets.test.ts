/** Tokens, keys, passwords and texts get into no report, recording, waiver or line on the terminal, wherever they stand. */
import { expect, test } from "vitest";
import type { Exchange } from "../../inspect/exchange.js";
import { readHar } from "../../inspect/har/read-har.js";
import { HAR_END, HAR_START, harEntry } from "../../inspect/har/write-har.js";
import { judge, judgeWhole } from "../../inspect/judge/judge.js";
import { Ledger } from "../../inspect/ledger.js";
import { printReport, REPORT_FORMATS } from "../../inspect/report/print.js";
import { maskExchange } from "../../inspect/secrets/mask-exchange.js";
import { printWaivers } from "../../inspect/waivers.js";
import { exchange, latest } from "./support/exchange.js";

const ROOM = encodeURIComponent("!room:example.org");
/** Each stands at a place of its own below. */
const SECRETS = {
  header: "syt_YWxpY2U_qwertzuiop_header",
  query: "syt_query_abcdefgh",
  oddParameter: "tokenintheparameter",
  bareQuery: "syt_bare_Zm9vYmFyYmF6cXV4",
  password: "correct horse battery",
  login: "syt_given_0123456789",
  refresh: "refresh_me_98765",
  cookie: "cookiecookie77",
  message: "Meet me at the bridge at nine",
  nested: "A caption that nobody may read",
  topic: "The plan for the heist",
  signature: "c2lnbmF0dXJlc2lnbmF0dXJl",
  recovery: "EsTcLW2KPGiFwKEA3As5g5c4BXwkqeeJZJV8Q9fugUMNUE4d",
  numeric: 81723645,
  key: "a2V5a2V5a2V5a2V5a2V5",
  member: "syt_as_a_member_name_0123456789",
  path: "shs_inthepath_ABCdef123456789",
};

const bearer = { authorization: `Bearer ${SECRETS.header}`, cookie: `session=${SECRETS.cookie}` };
const exchanges: readonly Exchange[] = [
  exchange(
    "POST /_matrix/client/v3/login",
    200,
    { access_token: SECRETS.login, refresh_token: SECRETS.refresh, user_id: null },
    {
      body: { type: "m.login.password", password: SECRETS.password, identifier: null },
      headers: { cookie: `session=${SECRETS.cookie}` },
      answerHeaders: { "set-cookie": `session=${SECRETS.cookie}; Path=/` },
    },
  ),
  exchange(
    `GET /_matrix/client/v3/sync?access_token=${SECRETS.query}&${SECRETS.query}=1&${SECRETS.bareQuery}&odd=${SECRETS.oddParameter}&${SECRETS.header}=1`,
    200,
    { next_batch: null },
    { headers: bearer },
  ),
  exchange(
    `PUT /_matrix/client/v3/rooms/${ROOM}/send/m.room.message/1`,
    200,
    { event_id: 1 },
    {
      headers: bearer,
      body: {
        msgtype: "m.location",
        body: SECRETS.message,
        formatted_body: 7,
        info: { caption: SECRETS.nested },
      },
    },
  ),
  exchange(
    `PUT /_matrix/client/v3/rooms/${ROOM}/state/m.room.topic/`,
    200,
    { event_id: [] },
    {
      headers: bearer,
      body: { topic: SECRETS.topic, [SECRETS.member]: 1 },
    },
  ),
  exchange(
    "POST /_matrix/client/v3/keys/query",
    200,
    { device_keys: { a: { b: { signatures: { c: { d: SECRETS.signature } }, keys: { x: 3 } } } } },
    {
      headers: bearer,
      body: { device_keys: { recovery_key: SECRETS.recovery, pin: { code: SECRETS.numeric } } },
    },
  ),
  exchange(
    "PUT /_matrix/client/v3/room_keys/version",
    200,
    {},
    { headers: bearer, body: { auth_data: { private_key: SECRETS.key } } },
  ),
  exchange(`GET /_matrix/client/v3/nothing/${SECRETS.path}`, 404, `<html>${SECRETS.path}`, {
    headers: bearer,
  }),
  exchange(
    "GET /_matrix/federation/v1/version",
    200,
    { server: 1 },
    {
      headers: {
        authorization: `X-Matrix origin="a.example",destination="b.example",key="ed25519:1",sig="${SECRETS.signature}"`,
      },
    },
  ),
];

const findings = exchanges.flatMap((each) => judge(each, [latest]));

function outputs(): Readonly<Record<string, string>> {
  const ledger = new Ledger();
  for (const each of exchanges) ledger.add(each, judgeWhole(each, [latest]));
  const about = { subject: "test", releases: ["v1.19"], notes: [], describedOperations: 1 };
  const report = ledger.report(about, [], "2026-01-01");
  const half = ledger.report(about, [{ id: "client-server/s*", reason: "known" }], "2026-01-01");
  const entries = exchanges.map((each) => JSON.stringify(harEntry(maskExchange(each), "http://a", 1, "")));
  return {
    ...Object.fromEntries(REPORT_FORMATS.map((format) => [format, printReport(report, format, "error")])),
    ...Object.fromEntries(
      REPORT_FORMATS.map((format) => [`${format}, waived`, printReport(half, format, "info")]),
    ),
    har: `${HAR_START}${entries.join(",\n")}${HAR_END}`,
    waivers: printWaivers(report.findings, half.waived, []),
    terminal: findings.map(({ id, sample, message }) => `${id} ${sample} ${message}`).join("\n"),
  };
}

test("every exchange with a secret has findings, so that there is something to leak", () => {
  expect(findings.length).toBeGreaterThan(10);
  for (const each of exchanges.slice(0, 4)) expect(judge(each, [latest])).not.toEqual([]);
});

test.each(Object.entries(outputs()))("nothing secret is in %s", (name, output) => {
  const leaked = Object.entries(SECRETS).filter(
    ([place, secret]) =>
      // A recording is of the requests: it keeps their paths and the values of odd parameters, a report does not.
      !(name === "har" && ["path", "member", "oddParameter"].includes(place)) &&
      output.includes(String(secret)),
  );
  expect(leaked).toEqual([]);
});

test("a recording has the same findings as what was recorded", () => {
  const recorded = readHar(outputs().har ?? "");
  if (typeof recorded === "string") throw new Error(recorded);
  const ids = (list: readonly Exchange[]): string[] =>
    list
      .flatMap((each) => judge(each, [latest]))
      .map(
        ({ side, place, pointer, keyword }) =>
          `${side} ${place}${pointer.replace(/\*+/g, "*").replace(/x+_?[x_0]*/g, "*")} ${keyword}`,
      )
      .sort();
  const isNamed = (id: string): boolean => !id.includes("query/");
  expect(ids(recorded).filter(isNamed)).toEqual(
    ids(exchanges.slice(0, 6))
      .concat(ids(exchanges.slice(7)))
      .filter(isNamed)
      .sort(),
  );
});

const SECRET = "Zx9secretValue77";
const DEVICES = "GET /_matrix/client/v3/devices";
const LOGIN = "POST /_matrix/client/v3/login";
const headers = (name: string, value: string): { headers: Record<string, string> } => ({
  headers: { [name]: value },
});
const FORM = headers("content-type", "application/x-www-form-urlencoded");
/** Places of a secret, which the answer may repeat as the value of `x`. */
const PLACES: { readonly [place: string]: Exchange } = {
  "the address of a redirection": exchange(DEVICES, 302, "", {
    answerHeaders: { location: `https://app.example/?loginToken=${SECRET}` },
  }),
  "the fragment of one": exchange(DEVICES, 302, "", {
    answerHeaders: { location: `https://app.example/#access_token=${SECRET}&a=1` },
  }),
  "the address of the page before": exchange(
    DEVICES,
    200,
    {},
    headers("referer", `https://a/?code=${SECRET}`),
  ),
  "an address within the query": exchange(
    `GET /_matrix/client/v3/login/sso/redirect?redirectUrl=${encodeURIComponent(`https://a/?loginToken=${SECRET}`)}`,
    302,
    "",
  ),
  "a query with semicolons": exchange(`${DEVICES}?a=1;access_token=${SECRET}`, 200, {}),
  "another header": exchange(DEVICES, 200, {}, headers("x-api-key", SECRET)),
  "a header in capitals": exchange(DEVICES, 200, { x: SECRET }, headers("Authorization", `Bearer ${SECRET}`)),
  "a header without a scheme": exchange(DEVICES, 200, { x: SECRET }, headers("authorization", SECRET)),
  "a name and a password": exchange(
    DEVICES,
    200,
    { x: SECRET },
    headers("authorization", `Basic ${Buffer.from(`ada:${SECRET}`).toString("base64")}`),
  ),
  "a signature with spaces": exchange(
    DEVICES,
    200,
    {},
    headers("authorization", `X-Matrix origin="a", sig = "${SECRET}"`),
  ),
  "a cookie in quotes": exchange(DEVICES, 200, { x: SECRET }, headers("cookie", `a=1; b="${SECRET}"`)),
  "a cookie without a name": exchange(DEVICES, 200, {}, headers("cookie", SECRET)),
  "a form": exchange(LOGIN, 200, { x: SECRET }, { ...FORM, body: `password=${SECRET}&user=ada` }),
  "a proof": exchange(LOGIN, 200, {}, { body: { auth: { type: "org.example", answer: SECRET } } }),
  "JSON in JSON": exchange(LOGIN, 200, {}, { body: { data: JSON.stringify({ password: SECRET }) } }),
  "a search": exchange(LOGIN, 200, { highlights: [SECRET] }, { body: { search_term: SECRET } }),
  "the name of a file": exchange(
    `POST /_matrix/media/v3/upload?filename=${SECRET}`,
    200,
    {},
    {
      answerHeaders: { "content-disposition": `inline; filename="${SECRET}"` },
    },
  ),
  "an address of mail": exchange(
    LOGIN,
    200,
    {},
    { body: { email: SECRET, threepids: [{ address: SECRET }] } },
  ),
  "the place of a person": exchange(
    DEVICES,
    200,
    { last_seen_ip: SECRET },
    headers("x-forwarded-for", SECRET),
  ),
  "the path of a redirection": exchange(DEVICES, 302, "", {
    answerHeaders: { location: `https://files.example/${SECRET}` },
  }),
  "an address with a password": exchange(DEVICES, 200, { url: `https://ada:${SECRET}@a.example` }),
  "the state of a login elsewhere": exchange(`${DEVICES}?state=${SECRET}&SAMLResponse=${SECRET}`, 200, {}),
  "JSON in the query": exchange(
    `${DEVICES}?filter=${encodeURIComponent(JSON.stringify({ access_token: SECRET }))}`,
    200,
    {},
  ),
  "data of a pusher": exchange(
    LOGIN,
    200,
    { rejected: [SECRET] },
    { body: { data: { auth: SECRET, endpoint: `https://a/${SECRET}`, default_payload: { a: SECRET } } } },
  ),
  "an invite by mail": exchange(
    `PUT /_matrix/client/v3/rooms/${ROOM}/state/m.room.third_party_invite/${SECRET}`,
    200,
    { type: "m.room.third_party_invite", state_key: SECRET },
  ),
  "the event of one": exchange(DEVICES, 200, [{ type: "m.room.third_party_invite", state_key: SECRET }]),
  "codes for another device": exchange(LOGIN, 200, { device_code: SECRET, user_code: SECRET }),
  "addresses and passwords of a call": exchange(
    LOGIN,
    200,
    {},
    { body: { offer: { sdp: SECRET }, candidates: [{ candidate: SECRET }], "m.location": { uri: SECRET } } },
  ),
  "a key without a password": exchange(
    DEVICES,
    200,
    { x: SECRET },
    headers("authorization", `Basic ${Buffer.from(`${SECRET}:`).toString("base64")}`),
  ),
  "below a hundred lists": exchange(
    LOGIN,
    200,
    { x: SECRET },
    { body: `${"[".repeat(100)}{"token":"${SECRET}"}${"]".repeat(100)}` },
  ),
};

test.each(Object.entries(PLACES))("a secret in %s is neither in a recording nor in a report", (_, each) => {
  const shown = JSON.stringify([harEntry(maskExchange(each), "http://a", 1, ""), judgeWhole(each, [latest])]);
  expect(decodeURIComponent(shown.replaceAll("%%", ""))).not.toContain(SECRET);
});

test("short cookies are masked beside long ones, and a short password where an error names it", () => {
  const cookies = maskExchange(exchange(DEVICES, 200, {}, headers("cookie", "a=abc; b=def; c=longlonglong")));
  expect(cookies.request.headers.find(([name]) => name === "cookie")).toEqual([
    "cookie",
    "a=xxx; b=xxx; c=xxxxxxxxxxxx",
  ]);
  const error = { errcode: "M_FORBIDDEN", error: "no account has 'hunter2'" };
  const refused = maskExchange(exchange(LOGIN, 403, error, { body: { password: "hunter2" } }));
  expect(new TextDecoder().decode(refused.answer?.body)).toContain("no account has 'xxxxxx0'");
});

test("half of a pair of surrogates in a secret is masked like the rest", () => {
  const odd = exchange(`${LOGIN}?b=%ff`, 200, { user_id: null }, { body: '{"password":"abcdefg\\ud800"}' });
  expect(new TextDecoder().decode(maskExchange(odd).request.body)).toBe('{"password":"xxxxxxx\\ud800"}');
  expect(judge(odd, [latest])).not.toEqual([]);
});

test("secrets are masked in headers of many spaces, and where there are thousands of them", () => {
  const events = Array.from({ length: 3_000 }, (_, index) => ({
    type: "m.room.encrypted",
    content: { ciphertext: `ciphertext number ${index}`.repeat(10), session_id: `${index}` },
  }));
  const spaces = " ".repeat(50_000);
  const many = Array.from({ length: 3_000 }, (_, index) => `token=secret${index}`).join("&");
  for (const each of [
    exchange(DEVICES, 200, { events }),
    exchange(`${DEVICES}?${many}`, 200, { events }),
    exchange(DEVICES, 200, {}, headers("authorization", `X-Matrix sig${spaces}x`)),
    exchange(DEVICES, 200, {}, headers("cookie", `a${spaces}=;`)),
  ])
    expect(JSON.stringify(harEntry(maskExchange(each), "http://a", 1, ""))).not.toMatch(/number 1|secret1/);
});

test("a body that is nested too deeply is recorded as one", () => {
  const deep = exchange(LOGIN, 200, {}, { body: "[".repeat(20_000) + "]".repeat(20_000) });
  expect(judge(maskExchange(deep), [latest]).map(({ message }) => message)).toContain("is nested too deeply");
});
