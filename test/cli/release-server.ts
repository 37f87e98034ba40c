/** Archives as a code host serves them, hostile ones too, and a server of them. */
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { onTestFinished } from "vitest";

/** An entry of an archive. A size that is given need not be true. */
export interface Entry {
  readonly path: string;
  readonly text?: string;
  /** As tar's header has it: 0 a file, 1 and 2 links, 5 a folder, g what holds for all. Default 0. */
  readonly type?: string;
  readonly link?: string;
  readonly size?: number;
  readonly mode?: number;
}

const BLOCK = 512;

function header({ path, text = "", type = "0", link = "", size, mode = 0o664 }: Entry): Buffer {
  const block = Buffer.alloc(BLOCK);
  const octal = (value: number, at: number, digits: number): void =>
    void block.write(`${value.toString(8).padStart(digits, "0")}\0`, at);
  block.write(path, 0, 100);
  octal(mode, 100, 7);
  octal(0, 108, 7);
  octal(0, 116, 7);
  octal(size ?? Buffer.byteLength(text), 124, 11);
  octal(0, 136, 11);
  block.write(" ".repeat(8), 148);
  block.write(type, 156);
  block.write(link, 157, 100);
  block.write("ustar\u000000", 257);
  octal(
    block.reduce((sum, byte) => sum + byte, 0),
    148,
    6,
  );
  return block;
}

/** A tar archive, not packed. */
export function tar(entries: readonly Entry[]): Buffer {
  const blocks = entries.flatMap((entry) => {
    const text = Buffer.from(entry.text ?? "");
    return [header(entry), text, Buffer.alloc((BLOCK - (text.length % BLOCK)) % BLOCK)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]);
}

/** A packed archive of files below `data/`, as it is made of a commit. */
export function archiveOf(
  files: { readonly [path: string]: string },
  commit: string = "c".repeat(40),
): Buffer {
  const entries = Object.entries(files).map(([path, text]) => ({ path: `spec-1/data/${path}`, text }));
  return gzipSync(
    tar([
      { path: "pax_global_header", type: "g", text: `52 comment=${commit}\n` },
      { path: "spec-1/", type: "5", mode: 0o775 },
      { path: "spec-1/README.md", text: "about" },
      { path: "spec-1/latest", type: "2", link: "data" },
      ...entries,
    ]),
  );
}

export interface ArchiveServer {
  /** For `KNOCKGEN_SPEC_ARCHIVES`. */
  readonly url: string;
  readonly asked: readonly string[];
  readonly close: () => Promise<void>;
}

/** Answers with what there is at a path, and 404. */
export async function serveArchives(
  at: ReadonlyMap<string, Buffer | RequestListener>,
): Promise<ArchiveServer> {
  const asked: string[] = [];
  const server = createServer((request, answer) => {
    const path = request.url ?? "";
    asked.push(path);
    const found = at.get(path);
    if (typeof found === "function") found(request, answer);
    else if (found === undefined) answer.writeHead(404).end();
    else answer.writeHead(200, { "content-type": "application/x-gzip" }).end(found);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = addressOf(server.address());
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  onTestFinished(close);
  return { url: `http://127.0.0.1:${port}`, asked, close };
}

function addressOf(address: AddressInfo | string | null): AddressInfo {
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return address;
}
