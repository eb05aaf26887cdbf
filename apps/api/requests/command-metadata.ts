import { type CommandMetadata } from '#event-sourcing';
import { type Access } from '../access/access.js';
import { type Asked } from './asked.js';

/** Who, when and on whose behalf, for the log; ids only. */
export function commandMetadata(access: Access, asked: Asked, now: Date): CommandMetadata {
  const instant = now.toISOString();
  return {
    $correlationId: asked.correlationId,
    $causationId: asked.correlationId,
    actor: access.principal.subject,
    role: access.principal.role,
    occurredAt: instant,
    decidedAt: instant,
  };
}
