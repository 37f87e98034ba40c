/** One exchange that is judged by one release, and where its departures are kept. */
import type { Exchange } from "../exchange.js";
import type { SchemaPlace } from "../finding.js";
import { schemaPlace } from "../problems/template.js";
import type { FoundOperation } from "../releases/find-operation.js";
import type { Release } from "../releases/release.js";
import type { FoundDepartures } from "./found-departures.js";

export interface Judging {
  readonly exchange: Exchange;
  readonly release: Release;
  readonly operation: FoundOperation;
  readonly found: FoundDepartures;
}

/** Where the operation is described; of problems that no schema has. */
export function operationPlace({ operation: { inspection } }: Judging): SchemaPlace | undefined {
  return inspection === undefined ? undefined : schemaPlace(inspection.at);
}
