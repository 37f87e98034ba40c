/** The knock server, as its package gives it. */
export { backupTo, restoreFrom } from "./backup.js";
export type { RateLimit, ServerConfig } from "./config.js";
export type { Observed } from "./http/listen.js";
export { LIMIT_NAMES, LIMITS, type LimitName, type LimitsConfig } from "./limits/table.js";
export { jsonLog, type Log, silentLog } from "./log.js";
export { type RotatedKeys, rotateKeys } from "./rotate-keys.js";
export { createServer, type KnockServer } from "./start/create-server.js";
export type { CreateServerOptions } from "./start/options.js";
export { type Examined, examineStore } from "./store/doctor/doctor.js";
export { openStore, type StoreOptions } from "./store/open.js";
export type { Store } from "./store/store.js";
