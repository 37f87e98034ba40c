/** Emits what routes and clients run on: hand-written sources, as they are. */
import { readdirSync, readFileSync } from "node:fs";
import { BANNER, type EmittedFile } from "../types.js";

export function emitRuntime(): EmittedFile[] {
  const folder = new URL("../runtime/", import.meta.url);
  return readdirSync(folder)
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".d.ts"))
    .sort()
    .map((name) => ({
      path: `runtime/${name}`,
      text: `${BANNER}\n\n${readFileSync(new URL(name, folder), "utf8")}`,
    }));
}
