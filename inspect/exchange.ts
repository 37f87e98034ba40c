/** One request and its answer, as they went over the wire. */

/** Names and values in the order in which they were sent. */
export type HeaderList = readonly (readonly [name: string, value: string])[];

/** A body without its transfer and content encoding; missing where it was not kept, as it was too large or cut off. */
export type Body = Uint8Array | undefined;

export interface ExchangeRequest {
  /** Upper case. */
  readonly method: string;
  /** Path and query as they were sent. */
  readonly target: string;
  readonly headers: HeaderList;
  readonly body: Body;
}

export interface ExchangeAnswer {
  readonly status: number;
  readonly headers: HeaderList;
  readonly body: Body;
}

export interface Exchange {
  readonly request: ExchangeRequest;
  /** Missing where none came. */
  readonly answer?: ExchangeAnswer;
}

/** The value of a header by its name in lower case; repeated ones are joined by commas. */
export function headerOf(headers: HeaderList): (name: string) => string | undefined {
  return (name) => {
    const values = headers.filter(([each]) => each.toLowerCase() === name).map(([, value]) => value);
    return values.length === 0 ? undefined : values.join(", ");
  };
}
