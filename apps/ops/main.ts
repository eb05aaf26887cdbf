import { OpsContext } from './cli/ops-context.js';
import { runOps } from './cli/program.js';

// process.exit and not the signal's own way: a server that was started for the time being is then stopped as well.
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)
  process.once(signal, () => process.exit(code));

const context = new OpsContext(process.env);
await runOps(process.argv.slice(2), context);
if (context.exitCode !== 0) process.exitCode = context.exitCode;
