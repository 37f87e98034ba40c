/** Databases that cannot be used as they are (O45). */

/** Says what is wrong and what to do. The code makes the command line end with the message alone. */
export class StoreUnusable extends Error {
  readonly code = "EDATABASE";
}

/** A folder that holds something else than a whole database of this release. */
export function damaged(folder: string, cause: unknown): StoreUnusable {
  const reason = isNamed(cause) ? cause.message : "the database does not say why";
  return new StoreUnusable(
    `The database in ${folder} cannot be opened: it is damaged, or the folder holds something else. ` +
      `Put a copy of it in its place, or give another folder with --data to begin anew (${firstLine(reason)})`,
  );
}

/** The database of a later release. */
export function tooNew(found: number, known: number): StoreUnusable {
  return new StoreUnusable(
    `The database was written by a newer release of knockgen (schema ${found}, while this release knows ${known}). ` +
      "Run that release, or put back a copy from before it",
  );
}

/** The database of another server: its users, keys and rooms have no meaning under a second name. */
export function ofAnotherServer(found: string, wanted: string): StoreUnusable {
  return new StoreUnusable(
    `The database is that of ${found}, and cannot serve ${wanted}: its users and rooms have the name in their IDs. ` +
      `Start with --server-name ${found}, or give ${wanted} a database of its own`,
  );
}

/** The database's own errors are not always instances of the language's. */
function isNamed(value: unknown): value is { readonly message: string } {
  return (
    typeof value === "object" && value !== null && "message" in value && typeof value.message === "string"
  );
}

function firstLine(text: string): string {
  return text.split("\n")[0]?.slice(0, 200) ?? "";
}
