/** A failure that is told in one sentence and is not a bug of ours, with the exit code that it has. */
export class Failure extends Error {
  readonly exitCode: number;

  /** The code is 1 for what the world refuses, 2 for a wrong call. */
  constructor(message: string, exitCode: 1 | 2 = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}
