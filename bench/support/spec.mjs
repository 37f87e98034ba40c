/** The specification that is measured: v1.19 beside the project, or the folder that KNOCKGEN_SPEC names. */
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
export const spec = process.env.KNOCKGEN_SPEC ?? path.join(root, "../shared/matrix-spec/v1.19/data");

if (!existsSync(spec)) {
  console.error(
    `skipped: ${spec} is not on this machine (set KNOCKGEN_SPEC to the data folder of a release)`,
  );
  process.exit(0);
}

/** Absolute paths of the OpenAPI documents, sorted. */
export const documents = readdirSync(path.join(spec, "api"))
  .sort()
  .flatMap((api) =>
    readdirSync(path.join(spec, "api", api))
      .filter((file) => file.endsWith(".yaml"))
      .sort()
      .map((file) => path.join(spec, "api", api, file)),
  );
