/** Set-up of each test file. The hook that is registered first runs last. */
import { afterAll } from "vitest";
import { removeLeavings } from "./after-file.js";

afterAll(removeLeavings);
