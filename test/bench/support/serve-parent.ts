import { type Listening, type Usage } from './child.js';

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
    if (asked === 'usage') process.send?.({ usage: usage() });
    if (asked === 'stop') stop();
  });
  process.once('disconnect', stop);
  process.send?.({ listening });
}

function usage(): Usage {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  return {
    resident: process.memoryUsage.rss(),
    peak: maxRSS * 1024,
    cpu: (userCPUTime + systemCPUTime) / 1_000,
  };
}
