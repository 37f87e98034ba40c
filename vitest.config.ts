import { availableParallelism } from "node:os";
import { defaultServerConditions } from "vite";
import { defineConfig, type TestProjectInlineConfiguration, type ViteUserConfig } from "vitest/config";

/**
 * Areas of the tests, each a folder, by project. Areas whose tests load the same modules share one, since each project loads its
 * modules anew: one for each folder took as long to load as a quarter of the tests. A folder can be run alone by its path.
 */
const AREAS: { readonly [project: string]: readonly string[] } = {
  auth: ["auth"],
  generator: [
    ...["cli", "client", "config", "diff", "docs", "examples", "generator", "inspect", "load", "lower"],
    ...["report", "routes", "runtime", "scaffold", "schemas", "watch"],
  ],
  appservice: ["appservice"],
  server: ["server"],
};
/**
 * Long by nature: servers that are killed, networks that lose what they carry, all releases, packages installed into empty
 * projects, pages followed from an empty folder, a whole server probed. `npm run test:soak` runs them.
 */
const SOAK = ["test/**/*.soak.test.ts"];
/** Each in modules of its own, since they replace a module or change the environment. */
const ALONE = ["test/**/*.alone.test.ts"];

interface Project {
  readonly name: string;
  readonly include: string[];
  readonly exclude: string[];
  /** Loads every module anew for each file. Elsewhere a worker loads it once: loading took more time than the tests. */
  readonly isolate?: boolean;
}

function project({ name, include, exclude, isolate = false }: Project): TestProjectInlineConfiguration {
  return { extends: true, test: { name, include, exclude, isolate } };
}

const config: ViteUserConfig = defineConfig({
  // Packages of this repository are taken from their sources, so that a test sees an edit without a build.
  ssr: { resolve: { conditions: ["@knockgen/source", ...defaultServerConditions] } },
  test: {
    experimental: { fsModuleCache: true },
    projects: [
      ...Object.entries(AREAS).map(([name, folders]) =>
        project({
          name,
          include: folders.map((folder) => `test/${folder}/**/*.test.ts`),
          exclude: [...SOAK, ...ALONE],
        }),
      ),
      project({ name: "alone", include: ALONE, exclude: SOAK, isolate: true }),
      project({ name: "soak", include: SOAK, exclude: [] }),
    ],
    setupFiles: ["test/support/each-file.ts"],
    globalSetup: [
      "test/support/missing-data.ts",
      "test/support/leftover-schemas.ts",
      "test/support/run-folder.ts",
    ],
    // Tests of the server wait for its database for two fifths of their time. More than this would load all modules once more.
    maxWorkers: Math.ceil(availableParallelism() * 1.5),
    // Nothing is asserted about time: this only ends what would never end, on a busy machine too.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 250_000 } },
  },
});
export default config;
