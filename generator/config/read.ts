/** Reads the configuration; every problem with it has a place. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import nodePath from "node:path";
import type { Ajv2020, ErrorObject, ValidateFunction } from "ajv/dist/2020.js";
import type { Diagnostics } from "../diagnostic.js";
import { sayThrown } from "../emit/thrown.js";
import { isObject } from "../json.js";
import { positionOf } from "../load/position.js";
import { parseTable } from "../load/read.js";
import { parseSpecName } from "../load/spec-name.js";
import { didYouMean } from "../near-names.js";
import { pointer } from "../pointer.js";
import { readText } from "../read-text.js";
import { checkPlugins } from "./check-plugins.js";
import { codePositionOf } from "./code/code-position.js";
import { isCode, loadCode } from "./code/load-code.js";
import type { Config, ConfigFile } from "./config.js";
import { readIncluded } from "./include.js";

/** A configuration before it is checked. */
interface Source extends Omit<ConfigFile, "config" | "included"> {
  readonly value: unknown;
}

/** Undefined when the file is bad, which is reported. */
export async function readConfig(path: string, diagnostics: Diagnostics): Promise<ConfigFile | undefined> {
  const text = readText(path);
  if (text === undefined) {
    diagnostics.report("config/missing", `${path} cannot be read`);
    return undefined;
  }
  const source = isCode(path) ? await runCode(path, text, diagnostics) : readData(path, text, diagnostics);
  return source && checkSource(source, diagnostics);
}

function checkSource({ value, ...file }: Source, diagnostics: Diagnostics): ConfigFile | undefined {
  const { path } = file;
  const say = (place: string, message: string): void =>
    diagnostics.report("config/invalid", message, { file: path, pointer: place }, file.position(place));
  // Only a program can hold emitters; in data, `plugins` is a setting that does not exist.
  const program = isCode(path) && isObject(value) ? value : undefined;
  const { plugins, ...others } = program ?? {};
  const checked = checkPlugins(plugins);
  for (const { place, message } of checked.problems) say(place, message);
  const validate = compileSchema(checked.plugins.map(({ name }) => name));
  const settings = program === undefined ? value : others;
  if (!validate(settings)) {
    for (const error of validate.errors ?? []) say(placeOf(error), describe(error));
    return undefined;
  }
  const folder = nodePath.dirname(path);
  const included = readIncluded(settings.include ?? {}, folder, say);
  if (diagnostics.hasErrors) return undefined;
  const config = relativeTo(folder, settings);
  return {
    ...file,
    files: [...file.files, ...included.files],
    config: checked.plugins.length > 0 ? { ...config, plugins: checked.plugins } : config,
    included: included.texts,
  };
}

function readData(path: string, text: string, diagnostics: Diagnostics): Source | undefined {
  const file = parseTable(path, text, diagnostics);
  return (
    file && {
      path,
      files: [nodePath.resolve(path)],
      value: file.value,
      position: (pointer) => positionOf(file, pointer),
    }
  );
}

async function runCode(path: string, text: string, diagnostics: Diagnostics): Promise<Source | undefined> {
  const { error, value, files } = await loadCode(path);
  const origin = { file: path, pointer: "" };
  if (error !== undefined)
    diagnostics.report("config/failed", `the configuration threw: ${sayThrown(error)}`, origin);
  else if (value === undefined)
    diagnostics.report("config/failed", "the configuration has no default export", origin);
  else return { path, files, value, position: (pointer) => codePositionOf(path, text, pointer) };
  return undefined;
}

/** The path of the schema, for `$schema`. */
const schemaUrl: URL = new URL("./config.schema.json", import.meta.url);

/** The package is CommonJS and large; a project without a configuration does not wait for it. */
function compileSchema(plugins: readonly string[]): ValidateFunction<Config> {
  const module: { Ajv2020: typeof Ajv2020 } = createRequire(import.meta.url)("ajv/dist/2020.js");
  const schema: { readonly properties: { readonly emit: { readonly items: { readonly enum: string[] } } } } =
    JSON.parse(readFileSync(schemaUrl, "utf8"));
  schema.properties.emit.items.enum.push(...plugins);
  // The schema is our own: to hold it against the schema of schemas takes longer than all the rest.
  const ajv = new module.Ajv2020({ allErrors: true, verbose: true, meta: false, validateSchema: false });
  return ajv.compile<Config>(schema);
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
