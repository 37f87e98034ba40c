/** How the text of a parameter becomes a value, read off its schema. */
import type { LinkedSpec } from "../../link/linked-spec.js";
import type { OperationDef, ParameterDef } from "../../model/model.js";
import { objectShape, shapeOf, type ValueShape } from "../../model/shape.js";
import type { Parameter } from "../runtime/parameter.js";
import { object, wideObject } from "./literal.js";

/** Upstream says only in words that a state key may be empty, and that the slash before it may then be missing. */
const MAY_BE_EMPTY = new Set(["stateKey"]);

export function mayBeEmpty(operation: OperationDef, parameter: ParameterDef): boolean {
  return (
    parameter.in === "path" &&
    MAY_BE_EMPTY.has(parameter.name) &&
    operation.path.endsWith(`/{${parameter.name}}`)
  );
}

/** Whether a parameter has a form that only the code for styles writes and reads. */
export function needsStyles({ parameters }: OperationDef, linked: LinkedSpec): boolean {
  return parameters.some((parameter) => !isPlain(parameter, linked));
}

/** Repeated keys for lists, and keys of their own for objects of text, are what the code for usual styles writes. */
function isPlain(
  { in: place, style, explode, allowReserved, schema }: ParameterDef,
  linked: LinkedSpec,
): boolean {
  if (place === "cookie" || allowReserved || style !== (place === "query" ? "form" : "simple")) return false;
  const shape = shapeOf(schema, linked);
  if (typeof shape === "string") return true;
  if (place !== "query" || !explode) return false;
  if ("list" in shape) return shape.first === undefined;
  return shape.others === "string" && Object.keys(shape.members).length === 0;
}

/** Every parameter; `styles` is whether one of them needs those. */
export function printParameters(operation: OperationDef, linked: LinkedSpec, styles: boolean): string[] {
  return operation.parameters.map((parameter) => printParameter(operation, parameter, linked, styles));
}

function printParameter(
  operation: OperationDef,
  parameter: ParameterDef,
  linked: LinkedSpec,
  styles: boolean,
): string {
  const { style, explode, allowReserved, schema } = parameter;
  const own = shapeOf(schema, linked);
  const shape = style === "deepObject" && typeof own === "string" ? objectShape(schema, linked) : own;
  const { type, list } = conversionOf(shape);
  const form = styles && !(isPlain(parameter, linked) && typeof shape === "string");
  const members: [string, string][] = [
    ["in", JSON.stringify(parameter.in)],
    ["name", JSON.stringify(parameter.in === "header" ? parameter.name.toLowerCase() : parameter.name)],
    ["type", JSON.stringify(type)],
    ...flag("list", list),
    ...flag("required", parameter.required),
    ...flag("mayBeEmpty", mayBeEmpty(operation, parameter)),
  ];
  // A form goes on a line of its own, as it may be long.
  if (!form) return object(members);
  return wideObject([...members, ["form", printForm(style, explode, allowReserved, shape)]], "    ", 140);
}

export function printForm(
  style: string,
  explode: boolean,
  allowReserved: boolean,
  shape: ValueShape,
): string {
  return object([
    ["style", JSON.stringify(style)],
    ...flag("explode", explode),
    ...flag("allowReserved", allowReserved),
    ["shape", printShape(shape)],
  ]);
}

function printShape(shape: ValueShape): string {
  if (typeof shape === "string") return JSON.stringify(shape);
  if ("list" in shape) {
    const { list, first } = shape;
    return object([
      ["list", JSON.stringify(list)],
      ...(first === undefined
        ? []
        : [["first", `[${first.map((type) => JSON.stringify(type)).join(", ")}]`] as const]),
    ]);
  }
  const members = Object.entries(shape.members).map(([name, member]) => [name, printShape(member)] as const);
  const { others } = shape;
  return object([
    ["members", wideObject(members, "          ", 100)],
    ...(others === undefined ? [] : [["others", JSON.stringify(others)] as const]),
  ]);
}

function flag(name: string, is: boolean): [string, string][] {
  return is ? [[name, "true"]] : [];
}

interface Conversion {
  readonly type: Parameter["type"];
  readonly list: boolean;
}

function conversionOf(shape: ValueShape): Conversion {
  if (typeof shape === "string") return { type: shape, list: false };
  return "list" in shape ? { type: shape.list, list: true } : { type: "object", list: false };
}
