/** openapi-typescript, types alone, over every document in one process. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import openapiTS, { astToString } from "openapi-typescript";
import { documents } from "../support/spec.mjs";

const out = mkdtempSync(path.join(tmpdir(), "bench-ots-"));
for (const [index, document] of documents.entries())
  writeFileSync(
    path.join(out, `${index}.ts`),
    astToString(await openapiTS(pathToFileURL(document), { silent: true })),
  );
rmSync(out, { recursive: true });
