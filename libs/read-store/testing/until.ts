/** Looks again every few milliseconds until the answer is there; fails with the last answer when it takes too long. */
export async function until<T>(
  look: () => Promise<T>,
  holds: (answer: T) => boolean,
  timeoutMs = 10_000,
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const answer = await look();
    if (holds(answer)) return answer;
    if (performance.now() > deadline)
      throw new Error(`still ${JSON.stringify(answer)} after ${timeoutMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
