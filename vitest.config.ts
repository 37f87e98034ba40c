import { defaultServerConditions } from "vite";
import { defineConfig, type TestProjectInlineConfiguration, type ViteUserConfig } from "vitest/config";

/** Areas of the tests: a project each, named as its folder. */
const AREAS = [
  "appservice",
  "auth",
  "cli",
  "client",
  "config",
  "diff",
  "docs",
  "examples",
  "generator",
  "inspect",
  "load",
  "lower",
  "package",
  "report",
  "routes",
  "runtime",
  "scaffold",
  "schemas",
  "server",
  "watch",
];
/** Long by nature: servers that are killed, networks that lose what they carry, all releases. `npm run test:soak` runs them. */
const SOAK = ["test/**/*.soak.test.ts"];

function project(name: string, include: string[], exclude: string[]): TestProjectInlineConfiguration {
  return { extends: true, test: { name, include, exclude } };
}

const config: ViteUserConfig = defineConfig({
  // Packages of this repository are taken from their sources, so that a test sees an edit without a build.
  ssr: { resolve: { conditions: ["@knockgen/source", ...defaultServerConditions] } },
  test: {
    experimental: { fsModuleCache: true },
    projects: [
      ...AREAS.map((area) => project(area, [`test/${area}/**/*.test.ts`], SOAK)),
      project("soak", SOAK, []),
    ],
    globalSetup: ["test/support/missing-data.ts"],
    // The runner would leave a core idle, half of a small machine.
    maxWorkers: "100%",
    // Nothing is asserted about time: this only ends what would never end, on a busy machine too.
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
export default config;
