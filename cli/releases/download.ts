/** One download, within bounds of size and time. */
import { visible } from "#generator/report/visible.js";
import { Failure } from "../failure.js";
import { systemMessage } from "../system-error.js";
import { isThisMachine } from "../this-machine.js";

export interface DownloadLimits {
  readonly bytes: number;
  readonly milliseconds: number;
}

/** The specification's whole repository, packed, has some 10 MB. */
export const DOWNLOAD_LIMITS: DownloadLimits = { bytes: 64 * 1024 * 1024, milliseconds: 300_000 };

/** Throws a failure that says why there is nothing. */
export async function download(address: string, limits: DownloadLimits): Promise<Uint8Array> {
  if (!URL.canParse(address)) throw new Failure(`${visible(address)} is not an address`, 2);
  const url = new URL(address);
  // Plain http is for this machine: what is not known yet would be pinned as anyone on the way has it.
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isThisMachine(url)))
    throw new Failure(`${visible(address)} is not an address with https`, 2);
  const signal = AbortSignal.timeout(limits.milliseconds);
  let begun = false;
  try {
    const answer = await fetch(url, { signal, headers: { accept: "application/gzip, */*" } });
    if (answer.status === 404) throw new Failure(`there is nothing at ${visible(address)}`, 2);
    if (!answer.ok) throw new Failure(`${visible(address)} answers with status ${answer.status}`);
    begun = true;
    return await readBody(answer, limits.bytes, address);
  } catch (error) {
    if (error instanceof Failure) throw error;
    if (signal.aborted) throw new Failure(`${visible(address)} took longer than ${limits.milliseconds} ms`);
    if (begun) throw new Failure(`${visible(address)} was cut off in the middle`);
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const why = cause instanceof Error ? systemMessage(cause) : "the network failed";
    throw new Failure(`${visible(address)} cannot be reached: ${why}`);
  }
}

async function readBody(answer: Response, most: number, address: string): Promise<Uint8Array> {
  const tooLarge = new Failure(`${visible(address)} is larger than ${most} bytes`);
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = answer.body?.getReader();
  for (let read = await reader?.read(); read?.value !== undefined; read = await reader?.read()) {
    length += read.value.length;
    if (length > most) {
      await reader?.cancel();
      throw tooLarge;
    }
    chunks.push(read.value);
  }
  return Buffer.concat(chunks);
}
