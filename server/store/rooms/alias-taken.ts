/** A commit that would give an alias a second time. */

/** Undoes the commit; the alias leads to another room. */
export class AliasTaken extends Error {
  readonly alias: string;

  constructor(alias: string) {
    super(`${alias} is taken`);
    this.alias = alias;
  }
}
