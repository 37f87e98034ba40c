/** The mock as its callers see it. */
import type { Fault } from "./faults.js";
import type { Scenario } from "./scenario.js";

/** Where the mock listens, and how it answers. */
export interface MockOptions {
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** The default is this machine only. */
  readonly host?: string;
  /** The name that user IDs end in; `mock.example` by default. */
  readonly serverName?: string;
  /** Chance is the same in every run with the same seed. */
  readonly seed?: number;
  readonly faults?: readonly Fault[];
  /** Accounts that are there from the start, and answers that come instead of the usual ones. */
  readonly scenario?: Scenario;
  /** The specification, a folder or a file, with the examples; the package's own by default. */
  readonly spec?: string;
}

/** A mock that listens. */
export interface Mock {
  readonly url: string;
  readonly port: number;
  /** Ends all connections, and forgets what clients have made. */
  close(): Promise<void>;
}
