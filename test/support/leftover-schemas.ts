/** Set-up of a run: its schemas on PostgreSQL go when it ends, those of tests that failed included. */
import { beginRun } from "../server/support/postgres.js";

export default beginRun;
