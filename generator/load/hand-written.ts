/** Files that people write for the generator, beside a specification. */

/** Tables in the folder of a specification; the generator brings the same for Matrix. */
export const TABLES = { kinds: "event-kinds.yaml", names: "names.yaml" } as const;

/** Whether the path is that of such a file. One with the other ending is refused where it is asked for. */
export function isHandWritten(path: string): boolean {
  const table = path.replace(/\.yml$/, ".yaml");
  return Object.values(TABLES).some((name) => name === table) || path.startsWith("overlays/");
}
