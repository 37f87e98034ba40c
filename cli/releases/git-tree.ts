/** The id that git gives a folder: SHA-1 over names, modes and contents, in git's own order. */
import { createHash } from "node:crypto";

export interface TreeFile {
  readonly bytes: Uint8Array;
  readonly executable: boolean;
}

interface Folder {
  readonly files: Map<string, TreeFile>;
  readonly folders: Map<string, Folder>;
}

const newFolder = (): Folder => ({ files: new Map(), folders: new Map() });

/** The tree id of files by path, with `/` between the parts. */
export function treeId(files: ReadonlyMap<string, TreeFile>): string {
  const root = newFolder();
  for (const [path, file] of files) {
    const parts = path.split("/");
    const name = parts.pop() ?? "";
    let folder = root;
    for (const part of parts) {
      const inner = folder.folders.get(part) ?? newFolder();
      folder.folders.set(part, inner);
      folder = inner;
    }
    folder.files.set(name, file);
  }
  return hashFolder(root).toString("hex");
}

function hashFolder({ files, folders }: Folder): Buffer {
  const entries = [
    ...[...files].map(([name, { bytes, executable }]) => ({
      mode: executable ? "100755" : "100644",
      name,
      key: Buffer.from(name),
      id: hashObject("blob", bytes),
    })),
    // Git sorts a folder as if its name ended with a slash.
    ...[...folders].map(([name, folder]) => ({
      mode: "40000",
      name,
      key: Buffer.from(`${name}/`),
      id: hashFolder(folder),
    })),
  ].sort((a, b) => Buffer.compare(a.key, b.key));
  const content = entries.flatMap(({ mode, name, id }) => [Buffer.from(`${mode} ${name}\0`), id]);
  return hashObject("tree", Buffer.concat(content));
}

function hashObject(type: "blob" | "tree", bytes: Uint8Array): Buffer {
  return createHash("sha1").update(`${type} ${bytes.length}\0`).update(bytes).digest();
}
