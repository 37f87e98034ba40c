/** Does what a page of the documentation says, in a folder: every snippet is written or run. */
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";

const root: string = path.resolve(import.meta.dirname, "../../..");

interface Snippet {
  readonly language: string;
  /** Missing for commands. */
  readonly file: string | undefined;
  readonly text: string;
}

/** Everything that the commands of the page print. The page is named by its path in the project. */
export function followPage(page: string, folder: string): string {
  let printed = "";
  for (const { language, file, text } of snippetsOf(readFileSync(path.join(root, page), "utf8"))) {
    if (file !== undefined) {
      mkdirSync(path.join(folder, path.dirname(file)), { recursive: true });
      writeFileSync(path.join(folder, file), text);
    } else {
      if (language !== "sh") throw new Error(`a snippet of ${page} is neither a file nor a command: ${text}`);
      for (const command of text.trim().split("\n")) printed += run(command, folder);
    }
  }
  return printed;
}

function snippetsOf(page: string): readonly Snippet[] {
  return [...page.matchAll(/^```(\w+)(?: (\S+))?\n(.*?)^```$/gms)].map(
    ([, language = "", file, text = ""]) => ({ language, file, text }),
  );
}

function run(command: string, folder: string): string {
  const [, packages] = /^npm install (?:--save-dev )?(.*)$/.exec(command) ?? [];
  if (packages === undefined) return execFileSync("sh", ["-c", command], { cwd: folder, encoding: "utf8" });
  install(packages.split(" "), folder);
  return "";
}

/** Programs of packages, as npm links them. */
const PROGRAMS: { readonly [name: string]: { readonly program: string; readonly file: string } } = {
  typescript: { program: "tsc", file: "bin/tsc" },
  knockgen: { program: "knockgen", file: "dist/bin/main.js" },
};

/** Links to what this project has installed stand in for the registry. */
function install(packages: readonly string[], folder: string): void {
  for (const name of packages) {
    const installed = name === "knockgen" ? root : path.join(root, "node_modules", name);
    const link = path.join(folder, "node_modules", name);
    mkdirSync(path.dirname(link), { recursive: true });
    symlinkSync(installed, link);
    const bin = PROGRAMS[name];
    if (bin === undefined) continue;
    mkdirSync(path.join(folder, "node_modules/.bin"), { recursive: true });
    // A program that was built and not installed cannot be executed by itself.
    const call = `#!/bin/sh\nexec node ${path.join(installed, bin.file)} "$@"\n`;
    writeFileSync(path.join(folder, "node_modules/.bin", bin.program), call, { mode: 0o755 });
  }
}
