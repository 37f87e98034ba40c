/** An answer of the mock, and where it comes from. */

/** `server`: the in-memory server. `stored`: something that was put before. `scenario`: a script. The others: the specification. */
export type Source = "server" | "stored" | "example" | "generated" | "fault" | "scenario";

export interface MockAnswer {
  readonly source: Source;
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Uint8Array | object;
}

/** An error in the standard form. */
export function mockError(
  source: Source,
  status: number,
  errcode: string,
  error: string,
  more: object = {},
): MockAnswer {
  return { source, status, body: { errcode, error, ...more } };
}
