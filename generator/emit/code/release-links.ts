/** Links of the specification's texts into its site, at the release that the texts are from. */
import type { EmittedFile } from "../emitted-file.js";

/** Stands for the site until the release is known, so that what is remembered of one release serves for the next. */
export const RELEASE_SITE = "https://spec.matrix.org/{release}";

const SOME_RELEASE = /x-(?:added|changed)InMatrixVersion["']?:((?:\s*["']?v?\d+\.\d+\b["']?:?.*)*)/g;
const VERSION = /(?<=^\s*["']?v?)(\d+)\.(\d+)\b/gm;

/** The files with their links completed, of documents with these texts. */
export function linkRelease(
  files: readonly EmittedFile[],
  documents: readonly { readonly text: string }[],
): EmittedFile[] {
  let site: string | undefined;
  return files.map((file) => {
    if (!file.text.includes(RELEASE_SITE)) return file;
    site ??= siteOf(documents);
    return { ...file, text: file.text.replaceAll(RELEASE_SITE, site) };
  });
}

/** The site of the release that documents with these texts are from, without a slash at the end. */
export function siteOf(documents: readonly { readonly text: string }[]): string {
  return RELEASE_SITE.replace("{release}", releaseOf(documents));
}

/** The newest release in which anything changed: `v1.19`; `latest` where nothing says. */
function releaseOf(documents: readonly { readonly text: string }[]): string {
  let [newest, name] = [-1, "latest"];
  for (const { text } of documents)
    for (const [, said = ""] of text.matchAll(SOME_RELEASE))
      for (const [version, major, minor] of said.matchAll(VERSION)) {
        const rank = Number(major) * 1000 + Number(minor);
        if (rank > newest) [newest, name] = [rank, `v${version}`];
      }
  return name;
}
