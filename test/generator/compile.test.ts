/** All that is emitted compiles: for our own schemas, and for a release of the time before OpenAPI 3. */
import { schemasFolder } from "../schemas/support.js";
import { testCompiles } from "./support/all-compiles.js";
import { releaseFolder } from "./support/release.js";

testCompiles("schemas", schemasFolder);
testCompiles("v1.1", releaseFolder("v1.1"));
