/** A departure from the specification, as reports show it. */

/** Side that is at fault; `relayed` where it only passed on what another server made. */
export type Side = "client" | "server" | "relayed";

/** `error`: the specification forbids it. `warning`: bad practice, or of unknown origin. `info`: worth knowing. */
export type Level = "error" | "warning" | "info";

/** From the worst. */
export const LEVELS: readonly Level[] = ["error", "warning", "info"];

/** Whether a level is as bad as another, or worse. */
export function reaches(level: Level, limit: Level): boolean {
  return LEVELS.indexOf(level) <= LEVELS.indexOf(limit);
}

/** One departure from the specification, however often it occurs. */
export interface Finding {
  /** The same for every occurrence, on every machine and in every run: waivers name it. */
  readonly id: string;
  /** `client-server/getDevices`; `client-server/unknown` on a path that the specification does not have. */
  readonly operation: string;
  readonly method: string;
  /** Template of the path. */
  readonly path: string;
  readonly side: Side;
  readonly level: Level;
  /** Part of the exchange: `body`, `query`, `header`, `path`, `status`, `media-type`, `credential`. */
  readonly place: string;
  /** Status of the answer where the answer departs. */
  readonly status?: number;
  /** JSON Pointer into the place; `*` stands for each item of a list and each key of a map. */
  readonly pointer: string;
  /** Type of the event whose content departs. */
  readonly event?: string;
  /** JSON Schema keyword, or `unknown`, `status`, `media-type`, `json`, `release`, `credential`. */
  readonly keyword: string;
  readonly message: string;
  /** The kind of value that was found, never the text itself. */
  readonly sample: string;
  readonly count: number;
  /** First and last of the releases at hand in which it is a departure. */
  readonly since: string;
  readonly until: string;
  readonly schema?: SchemaPlace;
  /** The specification's page. */
  readonly link?: string;
}

/** The schema that is departed from. */
export interface SchemaPlace {
  /** Release whose files have it. */
  readonly release?: string;
  /** Relative to the specification's folder. */
  readonly file: string;
  readonly pointer: string;
  /** 1-based; missing where the file is not at hand. */
  readonly line?: number;
}
