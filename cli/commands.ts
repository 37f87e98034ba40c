/** Every command, in the order of the help. A test demands that each has its row in the README. */
import type { CommandRecord } from "./command.js";

type Load = () => Promise<{ readonly command: CommandRecord }>;

/** Loaders by name, so that a call loads only the command that it names. */
export const COMMANDS: { readonly [name: string]: Load } = {
  init: () => import("./commands/init.js"),
  generate: () => import("./commands/generate.js"),
  check: () => import("./commands/check.js"),
  watch: () => import("./commands/watch.js"),
  diff: () => import("./commands/diff.js"),
  scaffold: () => import("./commands/scaffold.js"),
  validate: () => import("./commands/validate.js"),
  proxy: () => import("./commands/proxy.js"),
  probe: () => import("./commands/probe.js"),
  mock: () => import("./commands/mock.js"),
  judge: () => import("./commands/judge.js"),
  authorize: () => import("./commands/authorize.js"),
  explain: () => import("./commands/explain.js"),
  membership: () => import("./commands/membership.js"),
  vectors: () => import("./commands/vectors.js"),
  serve: () => import("./commands/serve.js"),
  keys: () => import("./commands/keys.js"),
  backup: () => import("./commands/backup.js"),
  restore: () => import("./commands/restore.js"),
  doctor: () => import("./commands/doctor.js"),
};
