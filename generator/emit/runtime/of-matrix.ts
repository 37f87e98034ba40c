/** Whether a path is one of Matrix's, rather than of another API that is judged beside it. */
export function isOfMatrix(path: string): boolean {
  return path.startsWith("/_matrix/") || path.startsWith("/.well-known/matrix/");
}
