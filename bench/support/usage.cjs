/** Preloaded into each measured process: leaves its CPU time and peak memory behind, or tells them to a parent that asks. */
const usage = () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  return { cpu: (userCPUTime + systemCPUTime) / 1000, memory: maxRSS / 1024 };
};
if (process.send === undefined)
  process.once("exit", () => {
    require("node:fs").writeFileSync(process.env.KNOCKGEN_BENCH_USAGE, JSON.stringify(usage()));
  });
else {
  process.on("message", () => process.send(usage()));
  process.channel.unref(); // asking keeps it running no longer
}
