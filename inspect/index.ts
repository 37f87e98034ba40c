/** Judging other people's servers and clients, as a library: `judge` says how an exchange departs from the specification. */

export { type FederationFacts, LearnedFacts } from "./events/federation-facts.js";
export type { Body, Exchange, ExchangeAnswer, ExchangeRequest, HeaderList } from "./exchange.js";
export { type Finding, LEVELS, type Level, reaches, type SchemaPlace, type Side } from "./finding.js";
export { type Describes, readHar } from "./har/read-har.js";
export { type Judgement, type JudgeOptions, judge, judgeWhole } from "./judge/judge.js";
export {
  failsOn,
  Ledger,
  type OperationCount,
  type Report,
  type ReportSubject,
  type Unchecked,
} from "./ledger.js";
export { createProxy, type MatrixProxy, type ProxyOptions } from "./proxy/create-proxy.js";
export type { Wanted } from "./releases/claims.js";
export { isDescribed, type PathMap } from "./releases/find-operation.js";
export { loadTables } from "./releases/load-release.js";
export { createRelease, type Release, type ReleaseOptions } from "./releases/release.js";
export { printReport, REPORT_FORMATS, type ReportFormat } from "./report/print.js";
export { maskExchange } from "./secrets/mask-exchange.js";
export { readWaivers, type UnusedWaiver, type Waived, type Waiver } from "./waivers.js";
