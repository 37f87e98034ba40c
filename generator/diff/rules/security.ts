/** Rules on who may call an operation. To add one, add a record, its two cases in `test/diff/rules/`, and print `docs/diff-rules.md` anew. */
import type { Rule } from "../rule.js";

export const SECURITY_RULES: readonly Rule[] = [
  {
    id: "security-required",
    what: "An operation that could be called without credentials asks for them.",
    why: "A request without credentials is refused.",
    applies: ({ kind }) => kind === "security-required",
    breaks: { operation: ["caller"] },
    message: ({ before, after }) => `credentials are required: ${before} → ${after}`,
    mirrors: ["security-optional"],
  },
  {
    id: "security-optional",
    what: "An operation that asked for credentials may be called without.",
    why: "A server must answer requests that it used to refuse.",
    applies: ({ kind }) => kind === "security-optional",
    breaks: { operation: ["server"] },
    message: ({ before, after }) => `credentials are no longer required: ${before} → ${after}`,
    mirrors: ["security-required"],
  },
  {
    id: "security-scheme-added",
    what: "Credentials may be sent in a further way.",
    why: "A server must take them in that way too.",
    applies: ({ kind }) => kind === "security-scheme-added",
    breaks: { operation: ["server"] },
    message: ({ after }) => `credentials may come as ${after}`,
    mirrors: ["security-scheme-removed"],
  },
  {
    id: "security-scheme-removed",
    what: "Credentials may no longer be sent in one of the ways.",
    why: "A caller that sends them so is refused.",
    applies: ({ kind }) => kind === "security-scheme-removed",
    breaks: { operation: ["caller"] },
    message: ({ before }) => `credentials may no longer come as ${before}`,
    mirrors: ["security-scheme-added"],
  },
  {
    id: "security-offered",
    what: "Credentials may be sent to an operation that took none.",
    why: "A request without them is as good as before.",
    applies: ({ kind }) => kind === "security-offered",
    breaks: {},
    message: ({ after }) => `credentials may be sent: ${after}`,
    mirrors: ["security-withdrawn"],
  },
  {
    id: "security-withdrawn",
    what: "An operation that took credentials, and did not need them, takes none.",
    why: "A request without them is as good as before; a server ignores what is sent.",
    applies: ({ kind }) => kind === "security-withdrawn",
    breaks: {},
    message: ({ before }) => `credentials are no longer looked at: ${before}`,
    mirrors: ["security-offered"],
  },
];
