#!/usr/bin/env node
/** The command line: each command registers itself from its own file and loads what it needs only when it runs. */
import { Command } from "commander";
import { register as authorize } from "./commands/authorize.js";
import { register as diff } from "./commands/diff.js";
import { register as explain } from "./commands/explain.js";
import { register as membership } from "./commands/membership.js";
import { register as vectors } from "./commands/vectors.js";

const program = new Command("knockgen");
program.description("Matrix types, validators, routes and a client from the specification");

/** Filled one line a command; every module here is small and imports its stage lazily. */
const commands: readonly ((program: Command) => void)[] = [authorize, diff, explain, membership, vectors];
for (const register of commands) register(program);

await program.parseAsync();
