import { OperatorError } from '../messages/operator-error.js';
import { startEmbeddedPostgres } from '../embedded-postgres/embedded-postgres.js';

/** A process for tests to kill: starts a server on the folder given and tells each step by its code. */
const say = (line: string) => process.stdout.write(`${line}\n`);

try {
  const server = await startEmbeddedPostgres({
    dataDir: process.argv[2] ?? '',
    purpose: 'a test',
    onProgress: (message) => say(message),
  });
  process.once('SIGUSR2', () => process.exit(3));
  process.once('SIGTERM', () => void server.stop().then(() => process.exit(0)));
  // Said last: whoever reads it may send a signal at once.
  say(`url ${server.ownerUrl}`);
} catch (error) {
  say(error instanceof OperatorError ? error.message : String(error));
  process.exitCode = 1;
}
