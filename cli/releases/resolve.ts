/** From what `--spec` names to a folder: a path stays, a release is fetched once, checked and kept. */
import { parseSpecName, type SpecName } from "#generator/load/spec-name.js";
import { didYouMean } from "#generator/near-names.js";
import { visible } from "#generator/report/visible.js";
import { Failure } from "../failure.js";
import { cacheFolder, type Environment, readCached, writeCached } from "./cache.js";
import { DOWNLOAD_LIMITS, type DownloadLimits, download } from "./download.js";
import { treeId } from "./git-tree.js";
import { KNOWN_TREES } from "./known-trees.js";
import { type Pin, readLock, writePin } from "./lock-file.js";

export interface ResolveOptions {
  /** Whether a name that is not known yet is written into `knockgen.lock`; commands that only look do not write. */
  readonly pin: boolean;
  readonly env?: Environment;
  readonly lock?: string;
  readonly limits?: DownloadLimits;
  /** Told what a person who waits should know. */
  readonly say?: (line: string) => void;
}

/** Where archives of the specification are; `KNOCKGEN_SPEC_ARCHIVES` names another place. */
const ARCHIVES = "https://github.com/matrix-org/matrix-spec/archive";
const LOCK = "knockgen.lock";

/** The folder to read. Throws a failure where there is none. */
export async function resolveSpec(spec: string, options: ResolveOptions): Promise<string> {
  const name = parseSpecName(spec);
  if (name === undefined) return spec;
  const { pin, env = process.env, lock = LOCK, limits = DOWNLOAD_LIMITS, say = sayOnTerminal } = options;
  const known = Object.hasOwn(KNOWN_TREES, spec) ? KNOWN_TREES[spec] : undefined;
  const pinned: Pin | undefined = known === undefined ? readLock(lock).get(spec) : { tree: known };
  const cache = cacheFolder(env);
  const cached = pinned && readCached(cache, pinned.tree);
  if (cached !== undefined) return cached;
  const address = addressOf(name, pinned, env);
  say(`fetching ${visible(spec)} from ${visible(address)}`);
  const archive = await download(address, limits).catch(explain(spec));
  const { unpackData } = await import("./archive.js");
  const { files, commit } = await unpackData(archive).catch((error: unknown) => {
    if (!(error instanceof Failure)) throw error;
    throw new Failure(`the archive at ${visible(address)} ${error.message}; nothing of it is used`);
  });
  const tree = treeId(files);
  if (pinned !== undefined && tree !== pinned.tree)
    throw mismatch(spec, address, tree, pinned.tree, known !== undefined);
  const folder = writeCached(cache, tree, files);
  if (pinned === undefined && pin) {
    writePin(lock, spec, { tree, ...(name.kind === "unstable" && commit !== undefined && { commit }) });
    say(`${visible(spec)} is pinned in ${lock} as the tree ${tree}`);
  }
  return folder;
}

/** A branch moves on: what was pinned of it is fetched by its commit. */
function addressOf(name: SpecName, pinned: Pin | undefined, env: Environment): string {
  if (name.kind === "address") return name.url;
  const base = (env.KNOCKGEN_SPEC_ARCHIVES || ARCHIVES).replace(/\/+$/, "");
  if (name.kind === "release") return `${base}/refs/tags/${name.tag}.tar.gz`;
  return pinned?.commit === undefined ? `${base}/refs/heads/main.tar.gz` : `${base}/${pinned.commit}.tar.gz`;
}

/** Says what was wanted, and the way out. */
function explain(spec: string): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof Failure)) throw error;
    const meant = error.exitCode === 2 ? didYouMean(spec, Object.keys(KNOWN_TREES)) : "";
    const wayOut =
      error.exitCode === 2 ? "" : "; fetch it once while there is a network, or name a folder with --spec";
    throw new Failure(
      `${visible(spec)} is not in the cache, and ${error.message}${meant}${wayOut}`,
      error.exitCode === 2 ? 2 : 1,
    );
  };
}

function mismatch(spec: string, address: string, found: string, expected: string, isKnown: boolean): Failure {
  const source = isKnown ? "the release has" : `${LOCK} has`;
  const wayOut = isKnown ? "" : `. If that is meant, remove the entry ${visible(spec)} from ${LOCK}`;
  return new Failure(
    `${visible(address)} is not ${visible(spec)}: the git tree id of its data/ is ${found}, and ${source} ${expected}${wayOut}`,
  );
}

/** In a pipe there is nothing but results. */
function sayOnTerminal(line: string): void {
  if (process.stderr.isTTY) process.stderr.write(`knockgen: ${line}\n`);
}
