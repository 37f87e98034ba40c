/** Slips of the specification's own files: neither side is at fault for them. */
import { rankOf } from "./release.js";

interface Slip {
  readonly operation: RegExp;
  readonly pointer: RegExp;
  readonly keyword: string;
  /** Last release that has it, as a rank; all when missing. */
  readonly until?: number;
  readonly why: string;
}

const SLIPS: readonly Slip[] = [
  {
    operation: /^getProtocols?$/,
    pointer: /\/icon$/,
    keyword: "required",
    why: "the specification's own example of the answer lacks it",
  },
  {
    operation: /.*/,
    pointer: /\/auth\/[^/]+$/,
    keyword: "type",
    until: 1002,
    why: "early releases type every member of `auth` as an object, though `type` and `session` are strings",
  },
  {
    operation: /.*/,
    pointer: /\/room_type$/,
    keyword: "required",
    until: 1002,
    why: "early releases demand a type of rooms, though most rooms have none",
  },
];

/** Whether a problem comes from the specification's files rather than from the exchange. */
export function isSlip(operation: string, pointer: string, keyword: string, release: string): boolean {
  return SLIPS.some(
    (slip) =>
      slip.keyword === keyword &&
      slip.operation.test(operation) &&
      slip.pointer.test(pointer) &&
      (slip.until === undefined || rankOf(release) <= slip.until),
  );
}
