const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?Z$/;

/**
 * ISO 8601 UTC with milliseconds; undefined for text that is no instant. JavaScript reads 30 February as 2 March, and
 * 24:00 as the next day: what doesn't come out as it went in is refused.
 */
export function instantOf(text: string): string | undefined {
  if (!INSTANT.test(text)) return undefined;
  const milliseconds = Date.parse(text);
  if (Number.isNaN(milliseconds)) return undefined;
  const instant = new Date(milliseconds).toISOString();
  return instant.startsWith(text.slice(0, 19)) ? instant : undefined;
}
