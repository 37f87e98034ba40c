/** One of the two specifications that are compared: read, linked and modelled, with its files at hand for their lines. */
import type { Diagnostics } from "../diagnostic.js";
import { linkSpec } from "../link/link.js";
import type { LinkedSpec } from "../link/linked-spec.js";
import { loadSpec } from "../load/load.js";
import type { LoadedSpec } from "../load/loaded-spec.js";
import { lowerSpec } from "../lower/lower.js";
import { buildModel } from "../model/build.js";
import type { EventKinds } from "../model/events.js";
import type { Model } from "../model/model.js";
import { readEventKinds } from "../name/tables.js";

export interface Release {
  /** Name in the report, never read. */
  readonly label: string;
  readonly loaded: LoadedSpec;
  readonly linked: LinkedSpec;
  readonly model: Model;
  readonly kinds: EventKinds;
}

export function readRelease(folder: string, diagnostics: Diagnostics, label: string = folder): Release {
  return releaseOf(label, loadSpec({ spec: folder }, diagnostics), diagnostics);
}

function releaseOf(label: string, loaded: LoadedSpec, diagnostics: Diagnostics): Release {
  const kinds = readEventKinds(loaded, diagnostics);
  const linked = linkSpec(lowerSpec(loaded, diagnostics), diagnostics);
  return { label, loaded, linked, model: buildModel(linked, kinds, diagnostics), kinds };
}
