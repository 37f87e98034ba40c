/** Bundles for browsers stay small and have no dependency. */
import { execFileSync } from "node:child_process";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { expect, test } from "vitest";
import { schemasFolder } from "../schemas/support.js";
import { type Emitted, emit } from "./support/emit.js";

async function bundle(emitted: Emitted, code: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: emitted.folder },
    bundle: true,
    minify: true,
    format: "esm",
    write: false,
  });
  return outputFiles[0]?.text ?? "";
}

test("validators of all of Matrix", async () => {
  const emitted = emit(schemasFolder, { emit: ["validators"] });
  const validators = emitted.files.filter(({ path: file }) => /^validators\/.*\.js$/.test(file));
  const whole = validators.find(({ path: file }) => file === "validators/client-server.js")?.text ?? "";
  const size = gzipSync(whole).length;
  const zipped = async (code: string): Promise<number> => gzipSync(await bundle(emitted, code)).length;
  const member = await bundle(emitted, 'export { isRoomMemberEvent } from "./validators/events.js";');
  const knock = await bundle(
    emitted,
    'export { isMakeKnockResponse200 } from "./validators/server-server.js";',
  );
  const check = await zipped('export { checkRoomMemberEvent } from "./validators/events.js";');
  console.info({
    clientServer: size,
    memberGuard: member.length,
    memberCheck: check,
    knockGuard: knock.length,
  });
  expect(size).toBeLessThan(60_000);
  expect(member.length).toBeLessThan(3_000);
  expect(check).toBeLessThan(3_000);
  expect(knock.length).toBeLessThan(3_000);
  for (const { path: file, text } of validators) {
    expect(text, file).not.toMatch(
      /^\s*import\b|\bfrom\s+["']|\brequire\s*\(|\bimport\s*\(|\beval\s*\(|\bnew Function\b/m,
    );
    const imported = `const m = await import(${JSON.stringify(path.join(emitted.folder, file))}); process.stdout.write(String(Object.keys(m).length > 0));`;
    // No global of Node, no package: as bare as a browser.
    const bare = `for (const key of ["require", "module", "Buffer", "setImmediate"]) delete globalThis[key]; ${imported}`;
    expect(
      execFileSync(
        process.execPath,
        ["--disallow-code-generation-from-strings", "--input-type=module", "-e", bare],
        { cwd: "/" },
      ).toString(),
    ).toBe("true");
  }
});
