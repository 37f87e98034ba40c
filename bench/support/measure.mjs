/** Runs commands in turn, A B C A B C …, and prints for each the median wall time, CPU time and peak memory, and the ratio to the first. */
import { spawnSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const usageFile = path.join(tmpdir(), `knockgen-bench-${process.pid}.json`);
const preload = new URL("usage.cjs", import.meta.url).pathname;

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** One process, from its start to its end. */
function runCommand({ name, args, before }, cwd) {
  before?.();
  const started = performance.now();
  const child = spawnSync(process.execPath, ["--require", preload, ...args], {
    env: { ...process.env, KNOCKGEN_BENCH_USAGE: usageFile },
    encoding: "utf8",
    cwd,
  });
  const wall = performance.now() - started;
  if (child.status !== 0) throw new Error(`${name} failed: ${child.stderr}`);
  return { wall, ...JSON.parse(readFileSync(usageFile, "utf8")) };
}

/**
 * @typedef {{ wall: number, cpu: number, memory: number }} Usage
 * @param {{ name: string, args?: string[], before?: () => void, measure?: () => Promise<Usage> }[]} cases a command each, or what measures itself
 * @param {string} cwd the project that is worked in
 */
export async function compareCommands(cases, cwd, runs = 5) {
  const results = new Map(cases.map(({ name }) => [name, []]));
  for (let run = 0; run <= runs; run++)
    for (const each of cases) {
      const usage = each.measure === undefined ? runCommand(each, cwd) : await each.measure();
      if (run > 0) results.get(each.name).push(usage); // the first is to warm up
    }
  rmSync(usageFile, { force: true });
  const first = results.get(cases[0].name);
  const rows = cases.map(({ name }) => {
    const found = results.get(name);
    const of = (key) => median(found.map((result) => result[key]));
    const ratio = (key) => median(found.map((result, index) => result[key] / first[index][key])).toFixed(2);
    return {
      case: name,
      "wall s": (of("wall") / 1000).toFixed(2),
      "cpu s": (of("cpu") / 1000).toFixed(2),
      "peak MB": of("memory").toFixed(0),
      "wall ratio": ratio("wall"),
      "memory ratio": ratio("memory"),
    };
  });
  console.table(rows);
}
