import { Code, Instant } from '../../requests/fields.js';

/** What every ticket command may say about the fact it records. */
export class RecordedDto {
  @Instant({
    optional: true,
    description: 'When it happened, if that was earlier than now (a call, a letter); never in the future.',
  })
  occurredAt?: string;

  @Code({ optional: true, description: 'Channel by which it came, where the command names none.' })
  via?: string;
}
