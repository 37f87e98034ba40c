/** Slips of the specification's own files: neither side is at fault for them. */
import { rankOf } from "../releases/release.js";

interface Slip {
  readonly operation: RegExp;
  readonly pointer: RegExp;
  /** `*` for all. */
  readonly keyword: string;
  /** Only this value; any when missing. */
  readonly value?: null;
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
    operation: /^getProtocol(?:s|Metadata)$/,
    pointer: /\/field_types\/fieldname$/,
    keyword: "required",
    why: "early releases demand a field of the name that stands for any name",
  },
  {
    operation: /^getProtocolMetadata$/,
    pointer: /^\/\*(?:\/|$)/,
    keyword: "*",
    why: "early releases describe the one protocol that a bridge is asked for as a map of several",
  },
  {
    operation: /^initialSync$/,
    pointer: /\/(?:presence|account_data)\/\*\/(?:event_id|origin_server_ts|room_id|sender)$/,
    keyword: "required",
    why: "some releases demand of presence and account data what only events of rooms have, and their own example lacks it",
  },
  {
    operation: /^queryPublicRooms$/,
    pointer: /\/room_types\/\*$/,
    keyword: "type",
    value: null,
    why: "the prose has null stand for rooms without a type, as does the example",
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
export function isSlip(
  operation: string,
  {
    pointer,
    keyword,
    value,
  }: { readonly pointer: string; readonly keyword: string; readonly value?: unknown },
  release: string,
): boolean {
  return SLIPS.some(
    (slip) =>
      (slip.keyword === "*" || slip.keyword === keyword) &&
      slip.operation.test(operation) &&
      slip.pointer.test(pointer) &&
      (slip.value === undefined || slip.value === value) &&
      (slip.until === undefined || rankOf(release) <= slip.until),
  );
}
