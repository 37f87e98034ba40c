/** @hey-api/openapi-ts with types, client and zod, over every document in one process. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createClient } from "@hey-api/openapi-ts";
import { documents } from "../support/spec.mjs";

const out = mkdtempSync(path.join(tmpdir(), "bench-hey-"));
for (const [index, document] of documents.entries())
  await createClient({
    input: document,
    output: { path: path.join(out, String(index)) },
    plugins: ["@hey-api/typescript", "@hey-api/client-fetch", "@hey-api/sdk", "zod"],
    logs: { level: "silent" },
  });
rmSync(out, { recursive: true });
