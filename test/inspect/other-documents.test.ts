/** Recorded traffic of another API than Matrix's, judged by what was generated of its document. */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder, writeFolder } from "../generator/support/emit.js";
import { command } from "../support/command.js";

const bells = `openapi: 3.1.0
info: { title: Bells, version: "1" }
paths:
  /bells/{id}:
    get:
      operationId: bell
      parameters: [{ in: path, name: id, required: true, schema: { type: integer } }]
      responses:
        "200": { description: A bell., content: { application/json: { schema: { type: object, required: [tone], properties: { tone: { type: string } } } } } }
        "404": { description: There is no such bell. }
        4XX: { description: Another error., content: { application/problem+json: { schema: { type: object, required: [title], properties: { title: { type: string } } } } } }
`;

function entry(target: string, status: number, body: string, mimeType = "application/json"): object {
  return {
    request: { method: "GET", url: `http://bells.example${target}`, headers: [] },
    response: { status, headers: [{ name: "content-type", value: mimeType }], content: { text: body } },
  };
}

async function judged(...entries: readonly object[]): Promise<{ exchanges: number; findings: string[] }> {
  const folder = temporaryFolder();
  const spec = writeFolder([["bells.yaml", bells]]);
  const emitted = await command(["generate", "--spec", spec, "--emit", "inspect", "--out", "bells"], {
    folder,
  });
  expect(emitted.status).toBe(0);
  writeFileSync(path.join(folder, "bells.har"), JSON.stringify({ log: { version: "1.2", entries } }));
  const args = [
    "judge",
    "bells.har",
    "--release-dir",
    "bells=bells",
    "--release",
    "bells",
    "--format",
    "json",
  ];
  const { stdout } = await command(args, { folder });
  const { exchanges, findings } = JSON.parse(stdout);
  return { exchanges, findings: findings.map(({ id }: { id: string }) => id) };
}

test("exchanges are those of its paths, and errors need not be Matrix's", async () => {
  const right = await judged(
    entry("/bells/1", 200, '{"tone":"c"}'),
    entry("/bells/2", 404, ""),
    entry("/bells/3", 418, '{"title":"A teapot"}', "application/problem+json"),
    entry("/index.html", 200, "<html>", "text/html"),
  );
  expect(right).toEqual({ exchanges: 3, findings: [] });
});

test("departures are found in requests, answers and errors", async () => {
  const wrong = await judged(
    entry("/bells/one", 200, '{"tone":1}'),
    entry("/bells/3", 418, "{}", "application/problem+json"),
    entry("/bells/4", 500, ""),
  );
  expect(wrong).toEqual({
    exchanges: 3,
    findings: [
      "bells/bell:client:path/id#type",
      "bells/bell:server:200:body/tone#type",
      "bells/bell:server:418:body/title#required",
      "bells/bell:server:500:status#status",
    ],
  });
});
