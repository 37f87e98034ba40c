/** docs/server.md is true: its server starts, its client knocks, its options exist, its program compiles. */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, expect, test } from "vitest";
import { LIMIT_NAMES, LIMITS } from "../../server/limits/table.js";
import { bin } from "../support/built.js";
import { typeCheck } from "../support/type-check.js";

const root = path.resolve(import.meta.dirname, "../..");
const page = readFileSync(path.join(root, "docs/server.md"), "utf8");
const folder = mkdtempSync(path.join(tmpdir(), "knockgen-server-page-"));
mkdirSync(path.join(folder, "node_modules"));
symlinkSync(path.join(root, "node_modules/@knockgen"), path.join(folder, "node_modules/@knockgen"));
const children: ChildProcess[] = [];
afterAll(() => {
  for (const child of children) child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

const run = promisify(execFile);
const { DATABASE_URL: _, ...env } = process.env;
const commands = [...page.matchAll(/^```sh\n(.*?)^```$/gms)].flatMap(([, text = ""]) =>
  text.trim().split("\n"),
);
const snippet = (language: string): string =>
  new RegExp(`^\`\`\`${language}\\b.*?\n(.*?)^\`\`\`$`, "ms").exec(page)?.[1] ?? "";

/** Starts what a command of the page says, at a port that is free, and gives its address. */
function start(command: string): Promise<{ url: string; gone: Promise<number | null> }> {
  const args = command.split(" ").slice(2);
  const child = spawn(process.execPath, [bin, ...args, "--port", "0"], { cwd: folder, env });
  children.push(child);
  const gone = new Promise<number | null>((resolve) => child.once("exit", resolve));
  return new Promise((resolve, reject) => {
    void gone.then((code) => reject(new Error(`exit ${code}`)));
    child.stdout.on("data", (part: Buffer) => {
      const url = /clients at (\S+?)[,\s]/.exec(part.toString())?.[1];
      if (url !== undefined) resolve({ url, gone });
    });
  });
}

test("the first knock, and a new key after it", async () => {
  const [serve = "", knock, , rotate = ""] = commands;
  const { url, gone } = await start(serve);
  expect(knock).toBe("node knock.mjs");
  writeFileSync(path.join(folder, "knock.mjs"), snippet("js"));
  const { stdout } = await run(process.execPath, ["knock.mjs"], {
    cwd: folder,
    env: { ...env, SERVER: url },
  });
  expect(stdout).toBe("knocked: 200\nalice reads: It is cold\njoined: 200\n");
  children.at(-1)?.kill("SIGTERM");
  expect(await gone).toBe(0);
  const rotated = await run(process.execPath, [bin, ...rotate.split(" ").slice(2)], { cwd: folder, env });
  expect(rotated.stdout).toContain("signs from now on");
});

test("the options that it names are there", async () => {
  const { stdout: help } = await run(process.execPath, [bin, "serve", "--help"], { env });
  const named = new Set([...page.matchAll(/ ?(--[a-z][a-z-]+)/g)].map(([, option = ""]) => option));
  expect(named.size).toBeGreaterThan(8);
  for (const option of named) expect(help).toMatch(new RegExp(`^ +${option}\\b`, "m"));
});

test("O9: the limits are those of the server", () => {
  const rows = LIMIT_NAMES.map((name) => {
    const { counts, by, usual, together } = LIMITS[name];
    return `| \`${name}\` | ${counts} | ${by} | ${usual.burst.toLocaleString("en")} | ${usual.perSecond.toLocaleString("en")} | ${together ? "all processes" : "each process"} |`;
  });
  expect(page.split("\n").filter((line) => /^\| `\w+`/.test(line))).toEqual(rows);
});

test("O9: a limit is set as the page says, and one that does not exist is refused", async () => {
  const serve = [bin, "serve", "--server-name", "localhost", "--memory"];
  const wrong = [
    ["--rate-limit", "nothing=5,1"],
    ["--rate-limit", "knock=5"],
    ["--rate-limit", "knock=0,1"],
    ["--trusted-proxy", "10.0.0.0/33"],
    ["--trusted-proxy", "proxy.example"],
  ];
  for (const given of wrong)
    await expect(run(process.execPath, [...serve, ...given], { env })).rejects.toThrow(/limit|BURST|CIDR/);
  const options = "--rate-limit registration=1,0.001 --no-rate-limits --trusted-proxy 127.0.0.1";
  const { url } = await start(
    `npx knockgen serve --server-name localhost --memory --registration open ${options}`,
  );
  const register = async (username: string) => {
    const body = JSON.stringify({ username, auth: { type: "m.login.dummy" } });
    return (await fetch(`${url}/_matrix/client/v3/register`, { method: "POST", body })).status;
  };
  expect([await register("a"), await register("b")]).toEqual([200, 429]);
});

test("the program compiles", () => {
  const source = ["test/docs/server-snippet.ts", snippet("ts")] as const;
  const options = { types: ["node"], skipLibCheck: true };
  expect(typeCheck(new Map([source]), options)).toEqual([]);
});

test.each([
  ["--server-name no_such_name", "knockgen: no_such_name is not a server name"],
  ["--server-name a.example --delegate //", "knockgen: // is not a server name"],
  ["--server-name a.example --tls-cert none.pem --tls-key none.pem", "none.pem: it does not exist"],
  ["--server-name a.example --host 192.0.2.1", "knockgen: listen EADDRNOTAVAIL"],
])("a wrong call is told as such: %s", async (args, message) => {
  const call = run(process.execPath, [bin, "serve", "--memory", ...args.split(" ")], { cwd: folder, env });
  await expect(call).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
});

test("what is delegated is told", async () => {
  const { url } = await start("npx knockgen serve --server-name a.example --memory --delegate b.example:443");
  const answer = await fetch(`${url}/.well-known/matrix/server`);
  expect([answer.status, await answer.json()]).toEqual([200, { "m.server": "b.example:443" }]);
});
