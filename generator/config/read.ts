/** Finds and reads the configuration; every problem with it has a place. */
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import nodePath from "node:path";
import type { Ajv2020, ErrorObject, ValidateFunction } from "ajv/dist/2020.js";
import type { Diagnostics } from "../diagnostic.js";
import { positionOf } from "../load/position.js";
import { parse } from "../load/read.js";
import { parseSpecName } from "../load/spec-name.js";
import { didYouMean } from "../near-names.js";
import { pointer } from "../pointer.js";
import type { Config, ConfigFile } from "./types.js";

const NAMES = ["knockgen.config.json", "knockgen.config.yaml", "knockgen.config.yml"];

/** The file that is named, or else the one in the working directory; undefined when there is none, or a bad one (reported). */
export function readConfig(named: string | undefined, diagnostics: Diagnostics): ConfigFile | undefined {
  const present = NAMES.filter((name) => existsSync(name));
  const path = named ?? present[0];
  if (path === undefined) return undefined;
  if (named === undefined && present.length > 1) {
    const list = present.join(" and ");
    diagnostics.report("config/several", `there are ${list}`, { file: path, pointer: "" });
    return undefined;
  }
  const text = readText(path);
  if (text === undefined) {
    diagnostics.report("config/missing", `${path} cannot be read`);
    return undefined;
  }
  const file = parse(path, text, diagnostics);
  if (file === undefined) return undefined;
  const validate = compileSchema();
  const value: unknown = file.value;
  if (validate(value)) return { path, text, config: relativeTo(nodePath.dirname(path), value) };
  for (const error of validate.errors ?? []) {
    const place = placeOf(error);
    diagnostics.report(
      "config/invalid",
      describe(error),
      { file: path, pointer: place },
      positionOf(file, place),
    );
  }
  return undefined;
}

/** The path of the schema, for `$schema`. */
export const schemaUrl: URL = new URL("./config.schema.json", import.meta.url);

/** The package is CommonJS and large; a project without a configuration does not wait for it. */
function compileSchema(): ValidateFunction<Config> {
  const module: { Ajv2020: typeof Ajv2020 } = createRequire(import.meta.url)("ajv/dist/2020.js");
  const schema: object = JSON.parse(readFileSync(schemaUrl, "utf8"));
  return new module.Ajv2020({ allErrors: true, verbose: true }).compile<Config>(schema);
}

function placeOf({ instancePath, keyword, params }: ErrorObject): string {
  const key: unknown = keyword === "additionalProperties" ? params.additionalProperty : undefined;
  return typeof key === "string" ? instancePath + pointer(key) : instancePath;
}

function describe({ instancePath, keyword, params, message, data, parentSchema }: ErrorObject): string {
  const where = instancePath === "" ? "the configuration" : instancePath.slice(1).split("/").join(".");
  switch (keyword) {
    case "additionalProperties":
      return `${where} has no setting ${JSON.stringify(params.additionalProperty)}${didYouMean(String(params.additionalProperty), settingsOf(parentSchema))}`;
    case "enum":
      return `${where} is ${JSON.stringify(data)}, and not one of ${params.allowedValues.join(", ")}${didYouMean(String(data), params.allowedValues)}`;
    case "pattern":
      return `${where} is ${JSON.stringify(data)}, which does not have the form ${params.pattern}`;
    default:
      return `${where} ${message ?? "is not valid"}`;
  }
}

function settingsOf(schema: ErrorObject["parentSchema"]): readonly string[] {
  const properties: unknown = schema !== undefined && "properties" in schema ? schema.properties : {};
  return typeof properties === "object" && properties !== null ? Object.keys(properties) : [];
}

function relativeTo(folder: string, config: Config): Config {
  const moved = (path: string): string => nodePath.join(folder, path);
  return {
    ...config,
    ...(config.spec !== undefined && {
      spec: isPlace(config.spec) ? moved(config.spec) : config.spec,
    }),
    ...(config.out !== undefined && {
      out: nodePath.isAbsolute(config.out) ? config.out : moved(config.out),
    }),
  };
}

/** A path that is relative, and not the name of a release. */
function isPlace(spec: string): boolean {
  return !nodePath.isAbsolute(spec) && parseSpecName(spec) === undefined;
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
