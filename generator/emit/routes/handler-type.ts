/** Type of an operation's handler: its input and its answers. */
import type { OperationDef } from "../../model/model.js";
import type { OperationNames } from "../../name/names.js";
import { bodyType } from "../code/body-type.js";
import { takesCredentials } from "../code/operation.js";

/** `Handler<{ path: T.KnockRoomPath; body: T.KnockRoomRequestBody }, T.KnockRoomResponse, Auth>` */
export function printHandlerType(operation: OperationDef, names: OperationNames, indent: string): string {
  const auth = { anyone: "undefined", either: "Auth | undefined", known: "Auth" }[callerOf(operation)];
  return generic("Handler", [partsOf(operation, names), `T.${names.base}Response`, auth], indent);
}

/** The same of a route by itself, of which it is not known yet how callers are told apart. */
export function printRouteType(operation: OperationDef, names: OperationNames): string {
  const caller = JSON.stringify(callerOf(operation));
  return generic("OperationRoute", [partsOf(operation, names), `T.${names.base}Response`, caller], "");
}

function partsOf(operation: OperationDef, names: OperationNames): string {
  const { path, query, headers, cookies } = names;
  const { requestBody: body } = operation;
  const type = body && bodyType(body, names, "received");
  const parts = [
    ...(path ? [`path: T.${path.name}`] : []),
    ...(query ? [`query: T.${query.name}`] : []),
    ...(headers ? [`headers: T.${headers.name}`] : []),
    ...(cookies ? [`cookies: T.${cookies.name}`] : []),
    ...(type === undefined
      ? []
      : [`body: ${type}${body?.required || type === "unknown" ? "" : " | undefined"}`]),
  ];
  return parts.length === 0 ? "unknown" : `{ ${parts.join("; ")} }`;
}

/** Who may call: anyone, only who has shown who they are, or either. */
function callerOf({ security }: OperationDef): "anyone" | "either" | "known" {
  if (!takesCredentials(security)) return "anyone";
  return security.optional ? "either" : "known";
}

/** Characters of a type on one line. */
const WIDTH = 100;

function generic(name: string, types: readonly string[], indent: string): string {
  const line = `${name}<${types.join(", ")}>`;
  if (line.length <= WIDTH) return line;
  return `${name}<\n${types.map((type) => `${indent}  ${type}`).join(",\n")}\n${indent}>`;
}
