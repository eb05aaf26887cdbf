/* global AbortSignal, fetch */
// Exit code 0 while the process in this container is ready. Node does it, so that the image needs no other program.
const { WORKER_PORT, PORT = '3000' } = process.env;

try {
  const answer = await fetch(`http://127.0.0.1:${WORKER_PORT || PORT}/health/ready`, {
    signal: AbortSignal.timeout(4_000),
  });
  process.exitCode = answer.ok ? 0 : 1;
} catch {
  process.exitCode = 1;
}
