import { createInterface } from 'node:readline';
import { type Command } from './control.js';
import { type DoubleSettings } from './settings.js';
import { Cluster } from './cluster.js';
import { runningDouble, settingsOf } from './start-double.js';

/**
 * A double as a process of its own. Argument: `{"nodes": 1, "settings": {…}}`. Says `{"url", "urls"}` on a line of standard output
 * when it is ready; then takes `{"id", "command"}` on lines of standard input and says `{"id", "state"}` or
 * `{"id", "error"}`. Ends with its standard input, so that it never outlives who started it.
 */
interface Order {
  readonly id: number;
  readonly command: Command;
}

const { nodes = 1, settings = {} } = JSON.parse(process.argv[2] ?? '{}') as {
  readonly nodes?: number;
  readonly settings?: Partial<DoubleSettings>;
};
const cluster = new Cluster(settingsOf(settings), nodes);
await cluster.start();
const { url, urls } = runningDouble(cluster, settingsOf(settings));
say({ url, urls });

const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  const { id, command } = JSON.parse(line) as Order;
  cluster.carryOut(command).then(
    (state) => say({ id, state }),
    (error: unknown) => say({ id, error: String(error) }),
  );
});
lines.on('close', () => process.exit(0));

function say(what: object): void {
  process.stdout.write(`${JSON.stringify(what)}\n`);
}
