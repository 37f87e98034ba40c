#!/usr/bin/env node
/** The command line: each command registers itself from its own file and loads what it needs only when it runs. */
import { Command } from "commander";

const program = new Command("knockgen");
program.description("Matrix types, validators, routes and a client from the specification");

/** Filled one line a command; every module here is small and imports its stage lazily. */
const commands: readonly ((program: Command) => void)[] = [];
for (const register of commands) register(program);

await program.parseAsync();
