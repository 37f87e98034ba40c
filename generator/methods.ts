/** Methods that have a field of their own (OpenAPI 3.2.0, Path Item Object). */
export const METHODS: readonly string[] = [
  "get",
  "put",
  "post",
  "delete",
  "options",
  "head",
  "patch",
  "trace",
  "query",
];
