/** A harness for application services: registration, transactions, namespaces, pings, and calls in the name of its users. */
export { type CheckedRegistration, checkRegistration, type Registration } from "./check-registration.js";
export type { Homeserver } from "./masquerade.js";
export { type Namespace, type Namespaces, namespacesOf } from "./namespaces.js";
export { newRegistration, type RegistrationWishes } from "./new-registration.js";
export {
  parseRegistration,
  printRegistration,
  readRegistration,
  writeRegistration,
} from "./registration-file.js";
export {
  type ApplicationService,
  type ApplicationServiceOptions,
  createApplicationService,
} from "./service.js";
export { fileLog, memoryLog, type TransactionLog } from "./transaction-log.js";
