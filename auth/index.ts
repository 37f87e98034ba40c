export * from "./authorize.js";
export * from "./judge.js";
export * from "./json/parse.js";
export * from "./json/canonical.js";
export * from "./pdu/parse.js";
export * from "./hash.js";
export * from "./redact.js";
