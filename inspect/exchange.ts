/** One request and its answer, as they went over the wire. */

/** Names and values in the order in which they were sent. */
export type HeaderList = readonly (readonly [name: string, value: string])[];

/** A body without its transfer and content encoding; missing where it was not kept, as it was too large or cut off. */
export type Body = Uint8Array | undefined;

/** A request as the client sent it. */
export interface ExchangeRequest {
  /** Upper case. */
  readonly method: string;
  /** Path and query as they were sent. */
  readonly target: string;
  readonly headers: HeaderList;
  readonly body: Body;
}

/** An answer as the server sent it. */
export interface ExchangeAnswer {
  readonly status: number;
  readonly headers: HeaderList;
  readonly body: Body;
}

/** A request and its answer. */
export interface Exchange {
  readonly request: ExchangeRequest;
  /** Missing where none came. */
  readonly answer?: ExchangeAnswer;
}

/** The value of a header by its name in lower case; repeated ones are joined by commas. */
export function headerOf(headers: HeaderList): (name: string) => string | undefined {
  let byName: Map<string, string> | undefined;
  return (name) => {
    byName ??= joined(headers);
    return byName.get(name);
  };
}

function joined(headers: HeaderList): Map<string, string> {
  const byName = new Map<string, string>();
  for (const [name, value] of headers) {
    const lower = name.toLowerCase();
    const before = byName.get(lower);
    byName.set(lower, before === undefined ? value : `${before}, ${value}`);
  }
  return byName;
}
