import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { derivedId } from '#event-sourcing';
import { type Regulation } from '#regulation';
import { type TokenIssuer } from './access/token-issuer.js';
import { ROLES } from './access/roles.js';
import { Catalogue } from './problems/catalogue.js';
import { type Language } from './problems/language.js';

/** Fixed, so that the newcomer's tickets are still his after the next start. */
const NEWCOMERS = '3f1c6a52-8a0d-5c36-9a7e-5b0f6d2e4c10';
const LIFETIME_HOURS = 24;

export interface FirstRequestsOptions {
  readonly issuer: TokenIssuer;
  /** In force now. */
  readonly regulations: readonly Regulation[];
  readonly address: string;
  /** Each token is left here as a file named by its role, readable by its owner only. */
  readonly tokenFolder: string;
  readonly language: Language;
  readonly now: Date;
}

/**
 * What a newcomer reads after the start: a token per role and the first requests to try, as they can be pasted.
 *
 * @throws when the folder of tokens can't be written.
 */
export async function firstRequests(options: FirstRequestsOptions): Promise<string[]> {
  const { issuer, regulations, address, tokenFolder, language, now } = options;
  const desks = regulations.map(({ desk }) => desk);
  const sentences = Catalogue.load(new URL('./messages/start/', import.meta.url));
  const say = (code: string, params: Record<string, string | number> = {}) =>
    sentences.say(language, code, params);
  mkdirSync(tokenFolder, { recursive: true, mode: 0o700 });
  const lines = [say('try', { hours: LIFETIME_HOURS, desks: desks.join(', ') })];
  for (const role of ROLES) {
    const subject = derivedId(NEWCOMERS, role);
    const belonging = role === 'customer' ? { customer: derivedId(NEWCOMERS, 'customer', 1) } : { desks };
    const token = await issuer.issue({ subject, role, ...belonging }, LIFETIME_HOURS * 3600, now);
    lines.push(say('token', { role, token }));
    writeFileSync(join(tokenFolder, role), token, { mode: 0o600 });
  }
  const { desk, body } = exampleRequest(regulations);
  return [
    ...lines,
    say('files', { folder: tokenFolder }),
    say('open'),
    `  curl -X POST ${address}/api/v1/tickets -H "Authorization: Bearer $(cat ${join(tokenFolder, 'customer')})" -H 'Content-Type: application/json' -d '${JSON.stringify(body)}'`,
    say('queue'),
    `  curl ${address}/api/v1/desks/${desk}/queue -H "Authorization: Bearer $(cat ${join(tokenFolder, 'operator')})"`,
    say('docs', { address }),
  ];
}

/** A request that one of the desks takes as it stands: no tariff to know, nothing that must come along. */
function exampleRequest(regulations: readonly Regulation[]): {
  readonly desk: string;
  readonly body: object;
} {
  const simple = regulations.find(
    ({ tariffs, requiredFields }) =>
      (tariffs ?? []).length === 0 &&
      !(requiredFields ?? []).some(({ when, policy }) => when === 'opening' && policy === 'block'),
  );
  const regulation = simple ?? regulations[0];
  if (regulation === undefined) return { desk: '', body: {} };
  const { desk, channels, serviceKinds } = regulation;
  const channel = channels.find(({ opensTickets }) => opensTickets)?.code;
  const serviceKind = serviceKinds[0]?.code;
  return {
    desk,
    body: { desk, channel, serviceKind, subject: 'No connection', text: 'The link lamp is dark' },
  };
}
