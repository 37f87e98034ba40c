/** Whole releases, where the short tests take our own schemas. */
import { testCompiles } from "./support/all-compiles.js";
import { releaseFolder } from "./support/release.js";
import { testSentEvents } from "./support/sent-events.js";

for (const version of ["v1.7", "v1.16", "v1.19"]) testCompiles(version, releaseFolder(version));
for (const version of ["v1.16", "v1.19"]) testSentEvents(version, releaseFolder(version));
