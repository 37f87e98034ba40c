/** Judging other people's servers and clients, as a library: `judge` says how an exchange departs from the specification. */
export type { Body, Exchange, ExchangeAnswer, ExchangeRequest, HeaderList } from "./exchange.js";
export type { PathMap } from "./find-operation.js";
export { type Finding, LEVELS, type Level, type SchemaPlace, type Side } from "./finding.js";
export { type Judgement, type JudgeOptions, judge, judgeWhole } from "./judge.js";
export { createRelease, type Release } from "./release.js";
