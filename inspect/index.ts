/** Judging other people's servers and clients, as a library: `judge` says how an exchange departs from the specification. */
export type { Wanted } from "./claims.js";
export type { Body, Exchange, ExchangeAnswer, ExchangeRequest, HeaderList } from "./exchange.js";
export { type FederationFacts, LearnedFacts } from "./federation-facts.js";
export type { PathMap } from "./find-operation.js";
export { type Finding, LEVELS, type Level, reaches, type SchemaPlace, type Side } from "./finding.js";
export { readHar } from "./har.js";
export { type Judgement, type JudgeOptions, judge, judgeWhole } from "./judge.js";
export { failsOn, Ledger, type OperationCount, type Report, type Unchecked } from "./ledger.js";
export { loadTables } from "./load-release.js";
export { maskExchange } from "./mask-exchange.js";
export { createProxy, type MatrixProxy, type ProxyOptions } from "./proxy/create-proxy.js";
export { createRelease, type Release, type ReleaseOptions } from "./release.js";
export { printReport, REPORT_FORMATS, type ReportFormat } from "./report/print.js";
export { readWaivers, type UnusedWaiver, type Waived, type Waiver } from "./waivers.js";
