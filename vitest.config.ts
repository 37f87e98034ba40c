import { defaultServerConditions } from "vite";
import { defineConfig, type ViteUserConfig } from "vitest/config";

const config: ViteUserConfig = defineConfig({
  // Packages of this repository are taken from their sources, so that a test sees an edit without a build.
  ssr: { resolve: { conditions: ["@knockgen/source", ...defaultServerConditions] } },
  test: {
    include: ["test/**/*.test.ts"],
    // Building dist/ once lets tests run the command line as its users do.
    globalSetup: ["test/support/build.ts"],
    // The runner would leave a core idle, half of a small machine.
    maxWorkers: "100%",
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
export default config;
