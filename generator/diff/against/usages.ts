import type { Release } from "../release.js";
import type { DiffReport, Usage } from "../types.js";
export function findUsages(_report: DiffReport, _old: Release, _folder: string): readonly Usage[] {
  return [];
}
