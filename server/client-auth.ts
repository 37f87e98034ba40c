/** A local user who has shown their access token. */
export interface ClientAuth {
  readonly userId: string;
  readonly deviceId: string;
  /** Of the token, as the store has it. */
  readonly tokenHash: string;
  /** When the token ends, in milliseconds; undefined for never. */
  readonly ends?: number | undefined;
}
