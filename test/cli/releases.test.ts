/** `--spec v1.18`, `unstable` and addresses: fetched once, checked by the git tree id, kept, and never trusted. */
import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { expect, onTestFinished, test } from "vitest";
import { cacheFolder } from "../../cli/releases/cache.js";
import { treeId } from "../../cli/releases/git-tree.js";
import { KNOWN_TREES } from "../../cli/releases/known-trees.js";
import { type ResolveOptions, resolveSpec } from "../../cli/releases/resolve.js";
import { command } from "../support/command.js";
import { shared } from "../support/shared.js";
import { archiveOf, type Entry, serveArchives, tar } from "./release-server.js";

const EVENT = "event-schemas/schema/m.room.door.yaml";
const FILES = { [EVENT]: "type: object\n", "api/client-server/doors.yaml": "one: 1\n" };
const TAG = "/refs/tags/v1.99.tar.gz";
const MAIN = "/refs/heads/main.tar.gz";
const COMMIT = "c".repeat(40);

interface Place {
  readonly folder: string;
  readonly lock: string;
  readonly options: (base: string, more?: Partial<ResolveOptions>) => ResolveOptions;
}

/** A cache and a lock of its own. */
function place(): Place {
  const folder = mkdtempSync(path.join(tmpdir(), "knockgen-releases-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const lock = path.join(folder, "knockgen.lock");
  const options = (base: string, more: Partial<ResolveOptions> = {}): ResolveOptions => ({
    pin: true,
    lock,
    env: { KNOCKGEN_SPEC_ARCHIVES: base, XDG_CACHE_HOME: path.join(folder, "cache") },
    ...more,
  });
  return { folder, lock, options };
}

const pinsOf = (lock: string): unknown => JSON.parse(readFileSync(lock, "utf8")).specifications;

/** An address at which nothing listens any more. */
async function offline(): Promise<string> {
  const server = await serveArchives(new Map());
  await server.close();
  return server.url;
}

test("a name that is not known is pinned at first use; then nothing is asked for, with or without a network", async () => {
  const { lock, options } = place();
  const server = await serveArchives(new Map([[TAG, archiveOf(FILES)]]));
  const folder = await resolveSpec("v1.99", options(server.url));
  expect(readFileSync(path.join(folder, EVENT), "utf8")).toBe("type: object\n");
  expect(existsSync(path.join(folder, "README.md"))).toBe(false);
  expect(pinsOf(lock)).toEqual({ "v1.99": { tree: path.basename(folder) } });
  expect(await resolveSpec("v1.99", options(server.url))).toBe(folder);
  expect(await resolveSpec("v1.99", options(await offline()))).toBe(folder);
  expect(server.asked).toEqual([TAG]);
});

test("another archive under a pinned name is refused, and the sentence says how to accept it", async () => {
  const { folder, lock, options } = place();
  const archives = new Map([[TAG, archiveOf(FILES)]]);
  const server = await serveArchives(archives);
  await resolveSpec("v1.99", options(server.url));
  const pins = pinsOf(lock);
  rmSync(path.join(folder, "cache"), { recursive: true });
  archives.set(TAG, archiveOf({ ...FILES, [EVENT]: "type: string\n" }));
  await expect(resolveSpec("v1.99", options(server.url))).rejects.toThrow(
    /is not v1\.99: the git tree id of its data\/ is [0-9a-f]{40}, and knockgen\.lock has .*remove the entry v1\.99/,
  );
  expect(pinsOf(lock)).toEqual(pins);
  expect(existsSync(path.join(folder, "cache"))).toBe(false);
});

test("a known release must have its tree id", async () => {
  const { folder, lock, options } = place();
  const server = await serveArchives(new Map([["/refs/tags/v1.18.tar.gz", archiveOf(FILES)]]));
  await expect(resolveSpec("v1.18", options(server.url))).rejects.toThrow(
    `and the release has ${KNOWN_TREES["v1.18"]}`,
  );
  expect(readdirSync(folder)).toEqual([]);
  expect(existsSync(lock)).toBe(false);
});

const tags = ["v1.1", "v1.7", "v1.16", "v1.19"].filter((tag) => shared(`matrix-spec/${tag}/data`));

test.skipIf(tags.length === 0).each(tags)("%s has the tree id that is known, and is fetched", async (tag) => {
  const data = shared(`matrix-spec/${tag}/data`) ?? "";
  const files = readdirSync(data, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .map((file) => [path.relative(data, file), readFileSync(file, "utf8")] as const);
  const { lock, options } = place();
  const archive = archiveOf(Object.fromEntries(files));
  const server = await serveArchives(new Map([[`/refs/tags/${tag}.tar.gz`, archive]]));
  const folder = await resolveSpec(tag, options(server.url));
  expect(path.basename(folder)).toBe(KNOWN_TREES[tag]);
  expect(await resolveSpec(tag, options(await offline()))).toBe(folder);
  expect(existsSync(lock)).toBe(false);
});

test("tree ids are git's", () => {
  const { folder } = place();
  const git = (...args: readonly string[]): string =>
    execFileSync("git", args, { cwd: folder, encoding: "utf8" }).trim();
  // A folder sorts after a file of its name with an ending, and before one with a digit.
  const files = { "a/b": "1", "a.b": "22", a0: "", "é/x": "\n", "deep/er/file": "text", run: "#!" };
  git("init", "-q");
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text, { mode: file === "run" ? 0o755 : 0o644 });
  }
  git("add", ".");
  const entries = Object.entries(files).map(
    ([file, text]) => [file, { bytes: Buffer.from(text), executable: file === "run" }] as const,
  );
  expect(treeId(new Map(entries))).toBe(git("write-tree"));
});

test("unstable moves on, and what was pinned of it is fetched by its commit", async () => {
  const { folder, lock, options } = place();
  const archives = new Map([
    [MAIN, archiveOf(FILES)],
    [`/${COMMIT}.tar.gz`, archiveOf(FILES)],
  ]);
  const server = await serveArchives(archives);
  const first = await resolveSpec("unstable", options(server.url));
  expect(pinsOf(lock)).toEqual({ unstable: { tree: path.basename(first), commit: COMMIT } });
  archives.set(MAIN, archiveOf({ ...FILES, [EVENT]: "type: string\n" }, "d".repeat(40)));
  rmSync(path.join(folder, "cache"), { recursive: true });
  expect(await resolveSpec("unstable", options(server.url))).toBe(first);
  expect(server.asked).toEqual([MAIN, `/${COMMIT}.tar.gz`]);
  rmSync(lock);
  expect(await resolveSpec("unstable", options(server.url))).not.toBe(first);
  expect(pinsOf(lock)).toEqual({ unstable: expect.objectContaining({ commit: "d".repeat(40) }) });
});

test("an address is fetched and pinned as it is written; commands that only look pin nothing", async () => {
  const { lock, options } = place();
  const server = await serveArchives(new Map([["/mine.tgz", archiveOf(FILES)]]));
  const address = `${server.url}/mine.tgz`;
  const folder = await resolveSpec(address, options("http://127.0.0.1:1", { pin: false }));
  expect(existsSync(lock)).toBe(false);
  expect(await resolveSpec(address, options("http://127.0.0.1:1"))).toBe(folder);
  expect(pinsOf(lock)).toEqual({ [address]: { tree: path.basename(folder) } });
});

test("offline and without a cache, it says so and what to do", async () => {
  const { options } = place();
  const base = await offline();
  for (const spec of ["v1.18", "v1.99", "unstable", `${base}/mine.tgz`])
    await expect(resolveSpec(spec, options(base))).rejects.toThrow(
      /is not in the cache, and http.* cannot be reached: .*; fetch it once while there is a network, or name a folder with --spec$/,
    );
});

test("a release that does not exist is a wrong call, and the nearest are named", async () => {
  const { options } = place();
  const { url } = await serveArchives(new Map());
  await expect(resolveSpec("v1.91", options(url))).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringMatching(/there is nothing at .*did you mean v1\.1/),
  });
  await expect(resolveSpec("http://archives.example/a.tgz", options(url))).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringContaining("is not an address with https"),
  });
});

test("a download that is cut off, is too large or never ends is none", async () => {
  const { folder, lock, options } = place();
  const whole = archiveOf(FILES);
  const { url } = await serveArchives(
    new Map([
      [
        "/cut.tgz",
        (_, answer) => {
          answer.writeHead(200, { "content-length": whole.length });
          answer.write(whole.subarray(0, 100), () => answer.destroy());
        },
      ],
      // The connection ends as if all were sent.
      [
        "/short.tgz",
        (_, answer) => void answer.writeHead(200, { connection: "close" }).end(whole.subarray(0, -20)),
      ],
      ["/fails.tgz", (_, answer) => void answer.writeHead(500).end()],
      [
        "/endless.tgz",
        (_, answer) => {
          const send = (): void => void (answer.destroyed || answer.write(Buffer.alloc(10_000), send));
          send();
        },
      ],
      ["/silent.tgz", (_, answer) => void answer.writeHead(200).write("x")],
    ]),
  );
  for (const [name, sentence] of [
    ["cut", "was cut off in the middle"],
    ["short", "ends in the middle; nothing of it is used"],
    ["fails", "answers with status 500"],
    ["endless", "is larger than 100000 bytes"],
    ["silent", "took longer than 500 ms"],
  ] as const) {
    const limits = { bytes: 100_000, milliseconds: name === "silent" ? 500 : 60_000 };
    await expect(resolveSpec(`${url}/${name}.tgz`, options(url, { limits }))).rejects.toThrow(sentence);
  }
  expect(readdirSync(folder)).toEqual([]);
  expect(existsSync(lock)).toBe(false);
});

const file = (name: string, more: Partial<Entry> = {}): Entry => ({
  path: `s/data/${name}`,
  text: "x",
  ...more,
});

test.each<readonly [string, readonly Entry[], RegExp]>([
  ["a path that leads out", [file("../../../out.yaml")], /holds the path/],
  ["a path that leads out elsewhere", [file("a.yaml"), { path: "s/../../out", text: "x" }], /holds the path/],
  ["an absolute path", [file("a.yaml"), { path: "/etc/out", text: "x" }], /holds the path/],
  ["a path of Windows", [file("C:\\out.yaml")], /holds the path/],
  ["a path with a line feed", [file("a\nb.yaml")], /holds the path/],
  [
    "a path that is long",
    [{ path: "x", type: "x", text: `2012 path=s/data/${"a".repeat(1994)}\n` }, file("a")],
    /holds the long path/,
  ],
  ["a deep path", [file("a/".repeat(30))], /holds the (?:long )?path/],
  [
    "a symbolic link",
    [file("link.yaml", { type: "2", link: "/etc/passwd", text: "" })],
    /neither a file nor a folder/,
  ],
  [
    "a hard link",
    [file("link.yaml", { type: "1", link: "s/data/a.yaml", text: "" })],
    /neither a file nor a folder/,
  ],
  ["a device", [file("null", { type: "3", text: "" })], /neither a file nor a folder/],
  [
    "a link to write through",
    [file("dir", { type: "2", link: "/tmp", text: "" }), file("dir/out.yaml")],
    /neither a file/,
  ],
  ["a file twice", [file("a.yaml"), file("a.yaml")], /twice/],
  ["a file twice, but for the case of letters", [file("a.yaml"), file("A.yaml")], /twice/],
  ["a file in a file", [file("a"), file("a/b")], /inside of a file/],
  ["two folders at the top", [file("a"), { path: "t/data/b", text: "x" }], /more than one folder at its top/],
  [
    "more entries than any",
    Array.from({ length: 20_001 }, (_, i) => ({ path: `s/${i}` })),
    /more than 20000 entries/,
  ],
  ["more files than any", Array.from({ length: 5_001 }, (_, i) => file(`${i}`)), /more than 5000 files/],
  ["a size that is not true", [file("a.yaml", { size: 1_000_000 })], /ends in the middle/],
  ["no data", [{ path: "s/README.md", text: "x" }], /holds no folder data/],
])("an archive with %s is refused as a whole", async (_, entries, sentence) => {
  const { folder, lock, options } = place();
  const { url } = await serveArchives(new Map([["/a.tgz", gzipSync(tar(entries))]]));
  await expect(resolveSpec(`${url}/a.tgz`, options(url))).rejects.toThrow(sentence);
  expect(readdirSync(folder)).toEqual([]);
  expect(existsSync(lock)).toBe(false);
});

test.each<readonly [string, Buffer, RegExp]>([
  ["that unpacks to a gigabyte", gzipSync(Buffer.alloc(200_000_000)), /larger than 134217728 bytes unpacked/],
  ["that is packed twice", gzipSync(archiveOf(FILES)), /packed twice/],
  [
    "of text",
    gzipSync("a page that says that you should log in".repeat(100)),
    /not a tar archive|ends in the middle/,
  ],
  ["that is a page", Buffer.from("<!doctype html>"), /not packed with gzip/],
  ["of nothing", gzipSync(""), /not a tar archive/],
  ["without its end", gzipSync(tar([file("a.yaml")]).subarray(0, -1024)), /ends in the middle/],
])("an archive %s is refused", async (_, archive, sentence) => {
  const { options } = place();
  const { url } = await serveArchives(new Map([["/a.tgz", archive]]));
  await expect(resolveSpec(`${url}/a.tgz`, options(url))).rejects.toThrow(sentence);
});

test("a cache that was changed is not believed, and is mended", async () => {
  const { options } = place();
  const server = await serveArchives(new Map([[TAG, archiveOf(FILES)]]));
  const folder = await resolveSpec("v1.99", options(server.url));
  const damages = [
    () => appendFileSync(path.join(folder, EVENT), "more: 1\n"),
    () => rmSync(path.join(folder, EVENT)),
    () => writeFileSync(path.join(folder, "api/extra.yaml"), ""),
    () => symlinkSync("/etc", path.join(folder, "link")),
  ];
  for (const damage of damages) {
    damage();
    expect(await resolveSpec("v1.99", options(server.url))).toBe(folder);
    expect(readFileSync(path.join(folder, EVENT), "utf8")).toBe("type: object\n");
    expect(existsSync(path.join(folder, "link"))).toBe(false);
  }
  expect(server.asked).toHaveLength(1 + damages.length);
  expect(readdirSync(path.dirname(folder))).toEqual([path.basename(folder)]);
});

test.each(["{", "[]", '{"specifications":{"v1.99":{"tree":"../../etc"}}}', '{"specifications":{"v1.99":7}}'])(
  "a lock that is broken is said: %s",
  async (text) => {
    const { lock, options } = place();
    writeFileSync(lock, text);
    const { url } = await serveArchives(new Map([[TAG, archiveOf(FILES)]]));
    await expect(resolveSpec("v1.99", options(url))).rejects.toThrow(
      /knockgen\.lock .*; restore it, or remove it/,
    );
    expect(readFileSync(lock, "utf8")).toBe(text);
  },
);

test("the cache is where the system has it", () => {
  expect(cacheFolder({ XDG_CACHE_HOME: path.resolve("/c") })).toBe(
    path.resolve("/c/knockgen/specifications"),
  );
  expect(cacheFolder({ XDG_CACHE_HOME: "relative" })).not.toContain("relative");
});

test("generate, check, diff and scaffold take names, in flags and in the configuration", async () => {
  const { folder } = place();
  const door = (type: string): string => `type: object
properties:
  type: { type: string, enum: [m.room.door] }
  content: { type: object, properties: { open: { type: ${type} } } }
`;
  const api = `openapi: 3.1.0
info: { title: Doors, version: "1" }
paths:
  /doors: { get: { operationId: getDoors, responses: { "200": { description: All doors. } } } }
`;
  const release = (type: string): Buffer =>
    archiveOf({ [EVENT]: door(type), "api/client-server/doors.yaml": api });
  const server = await serveArchives(
    new Map([
      [TAG, release("string")],
      ["/refs/tags/v1.98.tar.gz", release("boolean")],
    ]),
  );
  const env = { KNOCKGEN_SPEC_ARCHIVES: server.url, XDG_CACHE_HOME: path.join(folder, "cache") };
  const run = async (...args: readonly string[]): Promise<{ code: number | null; text: string }> => {
    const { status, stdout, stderr } = await command(args, { folder, env });
    return { code: status, text: stdout + stderr };
  };
  expect(await run("diff", "v1.98", "v1.99", "--fail-on", "breaking")).toMatchObject({
    code: 1,
    text: expect.stringContaining("v1.98 → v1.99"),
  });
  expect(existsSync(path.join(folder, "knockgen.lock"))).toBe(false);
  expect((await run("generate", "--spec", "v1.99", "--out", "out", "--emit", "types")).code).toBe(0);
  expect(readFileSync(path.join(folder, "out/events.ts"), "utf8")).toContain("open?: string");
  expect(Object.keys(pinsOf(path.join(folder, "knockgen.lock")) ?? {})).toEqual(["v1.99"]);
  writeFileSync(path.join(folder, "knockgen.config.yaml"), "spec: v1.99\nout: out\nemit: [types]\n");
  await server.close();
  expect(await run("check")).toMatchObject({ code: 0 });
  expect(await run("check", "--spec", "v1.98")).toMatchObject({
    code: 1,
    text: expect.stringMatching(/^knockgen: v1\.98 is not in the cache, and .* cannot be reached/),
  });
  expect(await run("scaffold", "getDoors", "--dir", "handlers", "--no-tests")).toMatchObject({ code: 0 });
});
