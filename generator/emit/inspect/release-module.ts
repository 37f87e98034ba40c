/** Prints `inspect/release.js`, which has the tables of all modules. */
import { RELEASE_SITE } from "../code/release-links.js";
import { BANNER, type EmittedFile } from "../emitted-file.js";
import type { Part } from "./module.js";
import { code, type Printable, printValue, record } from "./print-value.js";

export function printRelease(parts: readonly Part[]): EmittedFile[] {
  const modules = parts.map(({ module }) => module);
  const apis = parts.filter(({ api }) => api !== undefined).map(({ module }) => module);
  const imports = parts.flatMap(({ module, api, units }) => {
    const names = [
      ...(module === "events" ? ["contents"] : []),
      ...(api === undefined ? [] : [`inspections as ${local(module)}_inspections`]),
      `places as ${local(module)}_places`,
      ...(units.size > 0 ? [`units as ${local(module)}_units`] : []),
    ];
    return [
      `import { ${names.join(", ")} } from ${JSON.stringify(`./${module}.js`)};`,
      ...(api !== undefined
        ? [`import { routes as ${local(module)}_routes } from ${JSON.stringify(`../routes/${module}.js`)};`]
        : []),
    ];
  });
  const each = (of: readonly string[], what: string): Printable =>
    record(of.map((module) => [module, code(`${local(module)}_${what}`)]));
  const units = parts.filter((part) => part.units.size > 0).map(({ module }) => `...${local(module)}_units`);
  const value: Printable = {
    site: RELEASE_SITE,
    routes: code(`[\n${apis.map((api) => `    ...${local(api)}_routes,\n`).join("")}  ]`),
    inspections: each(apis, "inspections"),
    contents: code("contents"),
    units: units.length === 0 ? undefined : code(`{ ${units.join(", ")} }`),
    places: each(modules, "places"),
  };
  return [
    {
      path: "inspect/release.js",
      text: `${BANNER}\n\n${imports.join("\n")}\n\nexport const release = ${printValue(value)};\n`,
    },
    {
      path: "inspect/release.d.ts",
      text: `${BANNER}\n\nimport type { ReleaseTables } from "../runtime/inspection.js";\n\n/** All that traffic is judged by. */\nexport declare const release: ReleaseTables;\n`,
    },
  ];
}

/** Prefix of names that a module brings; two modules never share one. */
function local(module: string): string {
  return `$${module.replace(/[^a-zA-Z0-9]/g, (odd) => (odd === "-" ? "_" : `$${odd.charCodeAt(0)}`))}`;
}
