import { type Listening, type Memory } from './child.js';

/** The child's side of `Child`: says where it listens, answers what it is asked, stops when told to or when left alone. */
export function serveParent(listening: Listening, close: () => Promise<void>): void {
  const stop = () =>
    void close().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  process.on('message', (asked) => {
    if (asked === 'memory') process.send?.({ memory: memory() });
    if (asked === 'stop') stop();
  });
  process.once('disconnect', stop);
  process.send?.({ listening });
}

function memory(): Memory {
  return { resident: process.memoryUsage.rss(), peak: process.resourceUsage().maxRSS * 1024 };
}
