/** How a proxy judges the server behind it. Refers to no type of Node, since programs compile against it without those. */
import type { Exchange } from "../exchange.js";
import type { Finding } from "../finding.js";
import type { Wanted } from "../releases/claims.js";
import type { PathMap } from "../releases/find-operation.js";
import type { Waiver } from "../waivers.js";

/** How to judge a server. */
export interface ProxyJudgeOptions {
  /** `auto`, the default, holds the server to what it says in `/versions`. */
  readonly release?: Wanted;
  /** Further releases at hand: folders written by `knockgen generate --emit inspect`, by name. */
  readonly releaseFolders?: ReadonlyMap<string, string>;
  /** Parts of paths that are judged as others; `r0` as `v3` unless given. */
  readonly map?: PathMap;
  readonly waivers?: readonly Waiver[];
  /** Told of each finding when it is found first. */
  readonly onFinding?: (finding: Finding) => void;
  /** Told of each exchange that was kept whole, once it has ended. It holds secrets. */
  readonly onExchange?: (exchange: Exchange, milliseconds: number) => void;
  /** The day to compare waivers with, `2026-11-25`; the default is today. */
  readonly today?: string;
}
