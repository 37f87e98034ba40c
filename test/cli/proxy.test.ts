/** `knockgen proxy` around a command, and `knockgen judge` of what it has recorded. */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { bin } from "../support/built.js";
import { command, type Outcome } from "../support/command.js";
import { serve } from "../support/serve.js";

const ID = "client-server/getDevices:server:200:body/devices/*/display_name#type";
const TOKEN = "syt_a_secret_token";

/** In a process of its own, beside the test, which is the server that is looked at. */
async function run(...args: readonly string[]): Promise<Outcome> {
  const child = spawn(process.execPath, [bin, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => {
    stdout += chunk;
  });
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk;
  });
  const status = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { status, stdout, stderr };
}

async function target(): Promise<string> {
  return serve((request, response) => {
    response.writeHead(200, { "Content-Type": "application/json" });
    const devices = { devices: [{ device_id: "A", display_name: null }] };
    response.end(JSON.stringify(request.url?.includes("versions") ? { versions: ["v1.19"] } : devices));
  });
}

function folder(): string {
  const made = mkdtempSync(path.join(tmpdir(), "knockgen-proxy-"));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

/** A program that asks once, then ends with this code. */
const asking = (code: number): string[] => [
  "--",
  process.execPath,
  "-e",
  `fetch(process.env.KNOCKGEN_PROXY_URL + "/_matrix/client/v3/devices", { headers: { authorization: "Bearer ${TOKEN}" } })
    .then((answer) => answer.text()).then(() => process.exit(${code}))`,
  "{url}",
];

test("the exit code is the command's, or 1 where findings reach the level", async () => {
  const url = await target();
  expect(await run("proxy", "--target", url, ...asking(0))).toMatchObject({ status: 0 });
  expect(await run("proxy", "--target", url, ...asking(7))).toMatchObject({ status: 7 });
  const failed = await run("proxy", "--target", url, "--fail-on", "warning", ...asking(0));
  expect(failed.status).toBe(1);
  expect(failed.stdout).toContain(ID);
  expect(failed.stdout).toMatch(/client_device\.yaml:\d+ {2}https:\/\/spec\.matrix\.org\/v1\.19\//);
  expect(await run("proxy", "--target", url, "--", "/nowhere/program")).toMatchObject({ status: 127 });
});

test("reports, a recording and a baseline; the recording gives the same, and the baseline nothing", async () => {
  const url = await target();
  const at = folder();
  const file = (name: string): string => path.join(at, name);
  const outputs = ["a.json", "a.html", "a.xml", "a.sarif", "a.txt"];
  const flags = [
    ...outputs.flatMap((name) => ["--report", file(name)]),
    ...["--record", file("a.har"), "--write-waivers", file("waivers.json"), "--format", "json"],
  ];
  const first = await run("proxy", "--target", url, ...flags, ...asking(0));
  expect(first.status).toBe(0);
  expect(JSON.parse(first.stdout).findings.map(({ id }: { id: string }) => id)).toEqual([ID]);
  for (const name of outputs) expect(readFileSync(file(name), "utf8"), name).toContain(ID.split("/").at(-1));
  for (const name of [...outputs, "a.har", "waivers.json"])
    expect(readFileSync(file(name), "utf8"), name).not.toContain(TOKEN);
  const judged = await run("judge", file("a.har"), "--fail-on", "error");
  expect(judged.status).toBe(1);
  expect(judged.stdout).toContain(ID);
  const replayed = await command(["proxy", "--replay", file("a.har"), "--fail-on", "error"]);
  expect([replayed.status, replayed.stdout]).toEqual([1, judged.stdout]);
  const waived = await command([
    ...["judge", file("a.har"), "--fail-on", "info"],
    ...["--waivers", file("waivers.json")],
  ]);
  expect(waived.status).toBe(0);
  expect(waived.stdout).toContain("1 waived");
});

test("wrong calls end with 2 and say what to do", async () => {
  const at = folder();
  const bad = path.join(at, "bad.json");
  writeFileSync(bad, '{"waivers":[{"id":"a"}]}');
  const long = path.join(at, "long.har");
  writeFileSync(long, "");
  truncateSync(long, 600_000_000);
  const calls: readonly (readonly [readonly string[], string])[] = [
    [["proxy"], "--target"],
    [["proxy", "--target", "nowhere"], "http://127.0.0.1:8008"],
    [["proxy", "--target", "http://ada:hunter22@a"], "neither is sent"],
    [["probe", "http://ada:hunter22@127.0.0.1"], "neither is sent"],
    [["proxy", "--target", "http://a/?b"], "leave out the query"],
    [["proxy", "--target", "http://a", "--release", "v1.2"], "--release-dir v1.2=DIR"],
    [["proxy", "--target", "http://a", "--release-dir", "v1.2=/nowhere"], "generate --emit inspect"],
    [["proxy", "--target", "http://a", "--waivers", bad], 'has no "reason"'],
    [["proxy", "--target", "http://a", "--report", "a.pdf"], ".sarif"],
    [["proxy", "--target", "http://a", "--tls", "one"], "CERT,KEY"],
    [["proxy", "--target", "http://a", "--report", "/nowhere/a.html"], "/nowhere: it does not exist"],
    [["proxy", "--target", "http://a", "--record", at], "it is a folder"],
    [["judge", bad, "--write-waivers", path.join(bad, "w.json")], "not a folder"],
    [["judge", long], "split it"],
    [["judge", bad], "is not a HAR"],
    [["proxy", "--replay", bad], "is not a HAR"],
    [["proxy", "--replay", bad, "--target", "http://a"], "no --target"],
  ];
  for (const [args, said] of calls) {
    const { status, stderr } = await command(args);
    expect([status, stderr], args.join(" ")).toEqual([2, expect.stringContaining(said)]);
    expect(stderr).toMatch(/^knockgen: /);
    expect(stderr).not.toContain("hunter22");
  }
});
