import { randomUUID } from 'node:crypto';
import { deskMessagesFolder } from '#desks';
import { type CommandMetadata, type Refusal } from '#event-sourcing';
import { loadMessages, operatorError, type OperatorError } from '#platform';
import { type HelpDesk } from '../../composition/help-desk.js';
import { deskMessages } from './desk-messages.js';

const refusals = loadMessages(deskMessagesFolder);

/** A refusal of a desk as one sentence for the operator. */
export function deskRefused({ code, params = {} }: Refusal): OperatorError {
  const texts = Object.fromEntries(Object.entries(params).map(([name, value]) => [name, String(value)]));
  return operatorError(refusals, code, texts);
}

/** @throws OperatorError naming the desks that there are */
export async function assertDesk({ policies }: Pick<HelpDesk, 'policies'>, desk: string): Promise<void> {
  const known = await policies.desks();
  if (known.includes(desk)) return;
  throw operatorError(
    deskMessages,
    'desk-unknown',
    { desk, known: known.join(', ') || '–' },
    { exitCode: 2 },
  );
}

/** Of a command that the operator of the machine gives by hand. */
export function operatorCommand(now: string): {
  readonly commandId: string;
  readonly metadata: CommandMetadata;
} {
  const commandId = randomUUID();
  return {
    commandId,
    metadata: {
      $correlationId: commandId,
      $causationId: commandId,
      actor: 'ops',
      role: 'administrator',
      occurredAt: now,
      decidedAt: now,
    },
  };
}
