import type { Release } from "../../release.js";
import type { DiffReport } from "../../types.js";
export function printHtml(_report: DiffReport, _old: Release, _next: Release): string {
  return "";
}
