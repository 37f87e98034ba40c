/**
 * Runs a configuration that is a program. Node's own module hooks do it, with the compiler that the generator has anyway: all
 * releases of Node that `engines` names have them, a module that an edit has changed is loaded anew, and no package is needed.
 */
import { register } from "node:module";
import nodePath from "node:path";
import { pathToFileURL } from "node:url";
import { MessageChannel, type MessagePort, receiveMessageOnPort } from "node:worker_threads";
import { type HookData, RUN } from "./hook-data.js";

export interface LoadedCode {
  /** The default export; undefined where the program failed. */
  readonly value?: unknown;
  /** Thrown by the program. */
  readonly error?: unknown;
  /** Absolute paths of the program and of the project's modules that it imports. */
  readonly files: readonly string[];
}

let loaded: MessagePort | undefined;
let runs = 0;

/** Whether the name of a configuration is that of a program. */
export function isCode(path: string): boolean {
  return /\.m?[jt]s$/.test(path);
}

/** Runs it anew at each call. */
export async function loadCode(path: string): Promise<LoadedCode> {
  loaded ??= registerHooks();
  process.setSourceMapsEnabled(true);
  const absolute = nodePath.resolve(path);
  const files = new Set([absolute]);
  let outcome: Pick<LoadedCode, "value" | "error">;
  try {
    runs++;
    const module: object = await import(`${pathToFileURL(absolute).href}?${RUN}=${runs}`);
    const exported: unknown = "default" in module ? module.default : undefined;
    outcome = { value: await exported };
  } catch (error) {
    outcome = { error };
  }
  for (let next = receiveMessageOnPort(loaded); next; next = receiveMessageOnPort(loaded))
    files.add(String(next.message));
  return { ...outcome, files: [...files] };
}

function registerHooks(): MessagePort {
  const { port1, port2 } = new MessageChannel();
  const own = new URL("../../index.js", import.meta.url).href;
  register<HookData>("./hooks.js", import.meta.url, {
    data: { port: port2, own },
    transferList: [port2],
  });
  port1.unref();
  return port1;
}
