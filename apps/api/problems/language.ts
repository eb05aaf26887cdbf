export const LANGUAGES = ['ru', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

/** The best of our languages by the header's weights (RFC 9110, 12.5.4); `fallback` where none is asked for. */
export function languageOf(header: string | undefined, fallback: Language): Language {
  let best: { language: Language; weight: number } | undefined;
  for (const part of (header ?? '').slice(0, 200).split(',')) {
    const [range = '', ...params] = part.trim().toLowerCase().split(';');
    const language = LANGUAGES.find((l) => range === l || range.startsWith(`${l}-`));
    const q = params.map((p) => /^\s*q=([01](?:\.\d{1,3})?)\s*$/.exec(p)?.[1]).find((v) => v !== undefined);
    const weight = q === undefined ? 1 : Number(q);
    if (language !== undefined && weight > 0 && (best === undefined || weight > best.weight))
      best = { language, weight };
  }
  return best?.language ?? fallback;
}
