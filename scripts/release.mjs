/**
 * Makes a release: `node scripts/release.mjs VERSION [--dry-run]`. Sets one version everywhere, dates nothing, turns
 * "Unreleased" in CHANGELOG.md into the version, regenerates `generated/`, builds, and packs the tarballs. Without
 * `--dry-run` it then publishes them with provenance, in the order of their dependencies. CI runs it dry.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const [version, ...flags] = process.argv.slice(2);
const dryRun = flags.includes("--dry-run");
if (version === undefined || !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version)) {
  console.error("usage: node scripts/release.mjs VERSION [--dry-run]");
  process.exit(2);
}

const FOLDERS = ["generated", "auth", "appservice", "server", "."];
const MANIFESTS = ["package.json", "auth/package.json", "appservice/package.json", "server/package.json"];
const OURS = /^(?:knockgen|@knockgen\/.+)$/;
const run = (command, ...args) =>
  execFileSync(command, args, { stdio: ["ignore", "pipe", "inherit"], encoding: "utf8" });

/** Files that a dry run restores when it is done. */
const before = new Map();
function rewrite(file, change) {
  const text = readFileSync(file, "utf8");
  before.set(file, text);
  const next = change(text);
  if (next === text) throw new Error(`nothing to change in ${file}`);
  writeFileSync(file, next);
}

function withVersion(text) {
  const manifest = JSON.parse(text);
  manifest.version = version;
  for (const kind of ["dependencies", "peerDependencies"])
    for (const name of Object.keys(manifest[kind] ?? {})) if (OURS.test(name)) manifest[kind][name] = version;
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

if (!dryRun && run("git", "status", "--porcelain") !== "") {
  console.error("the working tree has changes: commit them first");
  process.exit(1);
}
try {
  for (const file of MANIFESTS) rewrite(file, withVersion);
  rewrite("knockgen.config.yaml", (text) => text.replace(/^( {2}version: ).*$/m, `$1${version}`));
  rewrite("CHANGELOG.md", (text) => text.replace("## Unreleased", `## Unreleased\n\n## ${version}`));
  for (const file of ["generated/package.json", "generated/manifest.json"])
    before.set(file, readFileSync(file, "utf8"));
  run("npm", "run", "--silent", "generate");
  const place = mkdtempSync(path.join(tmpdir(), "knockgen-release-"));
  for (const folder of FOLDERS) {
    const args = ["pack", "--json", "--ignore-scripts", "--pack-destination", place];
    const [packed] = JSON.parse(execFileSync("npm", args, { cwd: folder, encoding: "utf8" }));
    console.log(`${packed.name}@${packed.version}: ${packed.entryCount} files, ${packed.unpackedSize} bytes`);
    if (packed.version !== version) throw new Error(`${folder} is packed as ${packed.version}`);
    if (!dryRun)
      run("npm", "publish", path.join(place, packed.filename), "--provenance", "--access", "public");
  }
} finally {
  if (dryRun) for (const [file, text] of before) writeFileSync(file, text);
}
console.log(
  dryRun ? "dry run: nothing was published, and the files are as they were" : `released ${version}`,
);
