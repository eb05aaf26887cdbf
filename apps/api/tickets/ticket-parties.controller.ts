import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type CommandAnswer } from '../requests/command-answer.js';
import { compact } from '../requests/compact.js';
import { Ask, type Asking, Changes } from './asking.js';
import {
  DevelopersAnswerDto,
  EscalationDto,
  ForwardingDto,
  ManufacturerAnswerDto,
} from './dto/parties.dto.js';
import { TicketChanges } from './ticket-changes.js';

@ApiTags('tickets')
@Controller('api/v1/tickets/:ticket')
export class TicketPartiesController {
  constructor(private readonly tickets: TicketChanges) {}

  @Post('escalations')
  @Changes('ticket.escalate', 'To the developers, with a question')
  escalate(@Ask() asking: Asking, @Body() dto: EscalationDto): Promise<CommandAnswer> {
    return this.tickets.change(asking, dto, { type: 'EscalateToDevelopers', question: dto.question });
  }

  @Post('escalation-answers')
  @Changes('ticket.answer-escalation', 'Back from the developers, with the answer')
  answerEscalation(@Ask() asking: Asking, @Body() dto: DevelopersAnswerDto): Promise<CommandAnswer> {
    return this.tickets.change(asking, dto, { type: 'RecordDevelopersAnswer', text: dto.text });
  }

  @Post('forwardings')
  @Changes('ticket.forward', 'To the manufacturer')
  forward(@Ask() asking: Asking, @Body() dto: ForwardingDto): Promise<CommandAnswer> {
    const { manufacturer, defect, text, reference } = dto;
    const command = compact({
      type: 'ForwardToManufacturer' as const,
      manufacturer,
      defect,
      text,
      reference,
    });
    return this.tickets.change(asking, dto, command);
  }

  @Post('forwarding-answers')
  @Changes('ticket.forward', 'Back from the manufacturer')
  answerForwarding(@Ask() asking: Asking, @Body() dto: ManufacturerAnswerDto): Promise<CommandAnswer> {
    const { text, reference } = dto;
    return this.tickets.change(
      asking,
      dto,
      compact({ type: 'RecordManufacturerAnswer' as const, text, reference }),
    );
  }
}
