import { Day, Document, Flag, Text } from '../requests/fields.js';

export class DocumentDto {
  @Document({ description: 'The document itself.' })
  document!: Record<string, unknown>;
}

export class PublicationDto extends DocumentDto {
  @Flag({
    optional: true,
    description:
      'Open tickets go over too, and every promise that moves is an event on its ticket; false when absent.',
  })
  appliesToOpen?: boolean;

  @Text(500)
  reason!: string;
}

export class CalendarPublicationDto extends PublicationDto {
  @Day({ optional: true, description: 'Local date from which promises use it; today when absent.' })
  effectiveFrom?: string;
}
