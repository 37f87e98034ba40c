/** Asks swagger-parser whether each API document is valid OpenAPI: a diagnostic for those who edit schemas, never a gate. */
import nodePath from "node:path";
import SwaggerParser from "@apidevtools/swagger-parser";
import type { Diagnostics } from "../diagnostic.js";
import type { LoadedSpec } from "./loaded-spec.js";

/** Reports each document that is not. Reads files of the folder only; nothing is fetched. */
export async function validateDocuments(loaded: LoadedSpec, diagnostics: Diagnostics): Promise<void> {
  for (const { path } of loaded.documents.filter((document) => /^api\/[^/]+\/[^/]+$/.test(document.path))) {
    try {
      await SwaggerParser.validate(nodePath.join(loaded.folder, path), {
        resolve: { http: false, external: true },
        dereference: { circular: "ignore" },
      });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      diagnostics.report("load/invalid-document", firstLines(message.replaceAll(loaded.folder, "")), {
        file: path,
        pointer: "",
      });
    }
  }
}

/** Its messages list each branch of each schema that did not match; the first lines say what matters. */
function firstLines(message: string): string {
  return message
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .slice(0, 3)
    .join(" ");
}
