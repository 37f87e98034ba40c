/** Recorded traffic of another API than Matrix's, judged by what was generated of its document. */
import { writeFileSync } from "node:fs";
import type { RequestListener } from "node:http";
import path from "node:path";
import { beforeAll, expect, test } from "vitest";
import { judgeWhole } from "../../inspect/judge/judge.js";
import { Ledger } from "../../inspect/ledger.js";
import { printHtml } from "../../inspect/report/html.js";
import { printText } from "../../inspect/report/terminal.js";
import { temporaryFolder } from "../generator/support/emit.js";
import { command } from "../support/command.js";
import { exchange, latest } from "./support/exchange.js";
import { ask, behindProxy, JSON_TYPE } from "./support/upstream.js";

const bells = `openapi: 3.1.0
info: { title: Bells, version: "1" }
components: { securitySchemes: { key: { type: apiKey, in: query, name: api_key }, token: { type: apiKey, in: query, name: access_token } } }
paths:
  /.well-known/bells: { get: { operationId: known, responses: { "200": { description: Bells., content: { application/json: {} } } } } }
  /bells/{id}:
    get:
      operationId: bell
      security: [{ key: [] }, { token: [] }]
      parameters: [{ in: path, name: id, required: true, schema: { type: integer } }]
      responses:
        "200": { description: A bell., content: { application/json: { schema: { type: object, required: [tone], properties: { tone: { type: string } } } } } }
        "404": { description: There is no such bell. }
        4XX: { description: Another error., content: { application/problem+json: { schema: { type: object, required: [title], properties: { title: { type: string } } } } } }
`;

function entry(target: string, status: number, body: string, mimeType = "application/json"): object {
  return {
    request: {
      method: "GET",
      url: `${/^[a-z-]+:/.test(target) ? "" : "http://bells.example"}${target}`,
      headers: [],
    },
    response: { status, headers: [{ name: "content-type", value: mimeType }], content: { text: body } },
  };
}

interface Judged {
  readonly exchanges: number;
  readonly findings: readonly string[];
  readonly unchecked: object;
  readonly releases: readonly string[];
  readonly operations: readonly string[];
  readonly notes: readonly string[];
}

const folder = temporaryFolder();

/** Writes the tables of the document into a folder that is called as its file. */
async function emit(name: string): Promise<void> {
  const file = `${name}.yaml`;
  writeFileSync(path.join(folder, file), bells);
  const args = ["generate", "--spec", file, "--emit", "inspect", "--out", name];
  expect(await command(args, { folder })).toMatchObject({ status: 0 });
}

beforeAll(() => emit("bells"));

async function judged(entries: readonly object[], release = "bells", tables = "bells"): Promise<Judged> {
  writeFileSync(path.join(folder, "bells.har"), JSON.stringify({ log: { version: "1.2", entries } }));
  const args = [
    "judge",
    "bells.har",
    "--release-dir",
    `bells=${tables}`,
    "--release",
    release,
    "--format",
    "json",
  ];
  const { stdout } = await command(args, { folder });
  const report = JSON.parse(stdout);
  return {
    ...report,
    findings: report.findings.map(({ id }: { id: string }) => id),
    operations: report.operations.map(({ operation }: { operation: string }) => operation),
  };
}

test("exchanges are those of its paths, and errors need not be Matrix's; others are counted", async () => {
  const right = await judged([
    entry("/bells/1", 200, '{"tone":"c"}'),
    entry("/bells/2", 404, ""),
    entry("/bells/3", 418, '{"title":"A teapot"}', "application/problem+json"),
    entry("/index.html", 200, "<html>", "text/html"),
  ]);
  expect(right).toMatchObject({ exchanges: 3, findings: [], unchecked: { "not described": 1 } });
});

test("departures are found in requests, answers and errors", async () => {
  const wrong = await judged([
    entry("/bells/one", 200, '{"tone":1}'),
    entry("/bells/3", 418, "{}", "application/problem+json"),
    entry("/bells/4", 500, ""),
  ]);
  expect(wrong).toMatchObject({
    exchanges: 3,
    findings: [
      "bells/bell:client:path/id#type",
      "bells/bell:server:200:body/tone#type",
      "bells/bell:server:418:body/title#required",
      "bells/bell:server:500:status#status",
    ],
  });
});

test.each(["auto", "latest"])(
  "--release %s holds Matrix to Matrix, and the other API to its document",
  async (release) => {
    const report = await judged(
      [
        entry("/_matrix/client/v3/devices", 200, "{}"),
        entry("/_matrix/client/v3/none", 404, ""),
        entry("/bells/1", 200, "{}"),
      ],
      release,
    );
    expect(report.releases).toEqual([latest.name, "bells"]);
    expect(report.operations).toEqual(["bells/bell", "client-server/getDevices", "client-server/unknown"]);
    expect(report.findings).toEqual([
      "bells/bell:server:200:body/tone#required",
      "client-server/unknown:server:404:body/errcode#required",
    ]);
  },
);

test("a document whose module has the name of one of Matrix's APIs is of another API", async () => {
  await emit("identity");
  const { releases, findings } = await judged([entry("/bells/1", 200, "{}")], "auto", "identity");
  expect(releases).toEqual([latest.name, "bells"]);
  expect(findings).toEqual(["identity/bell:server:200:body/tone#required"]);
});

test("an operation that is called unknown counts as described", () => {
  const ledger = new Ledger();
  const judgement = { known: true, unimplemented: false, findings: [] };
  ledger.add(exchange("GET /bells", 200, {}), { ...judgement, operation: "bells/unknown" });
  const about = { subject: "bells", releases: ["bells"], notes: [], describedOperations: 1 };
  const report = ledger.report(about, [], "2027-01-31");
  expect(printText(report)).toContain("1 of 1 operations");
  expect(printHtml(report)).toContain("1 of 1 operations");
});

test("a proxy judges what the document describes, too, and counts the rest as unknown", async () => {
  const releaseFolders = new Map([["bells", path.join(folder, "bells")]]);
  const answer: RequestListener = (_, response) => response.writeHead(200, JSON_TYPE).end("{}");
  const { proxy } = await behindProxy(answer, { releaseFolders });
  for (const target of ["/bells/1", "/index.html"]) await ask(proxy, target);
  await proxy.settled();
  const { findings, operations } = proxy.report();
  expect(findings.map(({ id }) => id)).toEqual(["bells/bell:server:200:body/tone#required"]);
  expect(operations.map(({ operation }) => operation)).toEqual(["bells/bell", "unknown"]);
});

test("where no release of Matrix is named, the report says that its exchanges are not judged", async () => {
  const { findings, notes } = await judged([entry("/_matrix/client/v3/none", 404, "")]);
  expect(findings).toEqual([]);
  expect(notes).toEqual(["exchanges of Matrix are not judged: none of its releases was named"]);
});

test("Matrix's parameters, habits and well-known files mean nothing in another API", async () => {
  const { findings } = await judged([
    entry("/bells/1?api_key=a&user_id=b", 200, '{"tone":"c"}'),
    entry("/bells/1?access_token=a", 200, '{"tone":"c"}'),
    entry("/.well-known/bells", 404, ""),
  ]);
  expect(findings).toEqual([
    "bells/known:server:404:status#status",
    "bells/bell:client:query/user_id#unknown",
  ]);
});

test("only requests by HTTP are exchanges, and their targets stay as they were recorded", async () => {
  const { exchanges, unchecked } = await judged([
    entry("ws://bells.example/bells/1", 101, ""),
    entry("chrome-extension://bells/bells/1", 200, ""),
    entry("http://bells.example/bells/none/../1", 200, ""),
  ]);
  expect({ exchanges, unchecked }).toEqual({ exchanges: 0, unchecked: { "not described": 1 } });
});

test("--release auto stands alone", async () => {
  const { status, stderr } = await command(["judge", "none.har", "--release", "auto,v1.19"]);
  expect(status).toBe(2);
  expect(stderr).toContain("it takes auto alone, or names such as v1.2,latest");
});

test("a path of neither Matrix nor a document has no API in its name", () => {
  const { operation, known, findings } = judgeWhole(exchange("GET /bells/1", 404, {}), [latest]);
  expect({ operation, known, findings }).toEqual({ operation: "unknown", known: false, findings: [] });
});
